import type { Failure, Patience } from "../../../core/result/failure.ts";
import type { Counters } from "../../../core/result/outcome.ts";
import { type LlmTarget, rootUrl } from "../../../core/target/target.ts";
import type { Finding } from "../errors/classify-reply.ts";
import { isObject, type JsonObject, parseJson } from "../json.ts";
import type { ModelEntry } from "../model-list.ts";
import type { Session } from "../session.ts";

export type AskedModel = Readonly<{ target: LlmTarget; model: string; entries: readonly ModelEntry[] }>;

type Page = Readonly<{ body: string; json: JsonObject }>;

/** A server seen from the side: what it says of itself, without asking its model anything. */
export type Side = AskedModel &
	Readonly<{
		session: Session;
		/** One of the server's own routes; `null`: it has none, or did not answer. */
		get(path: string): Promise<Page | null>;
		/** What is left of the time for looking. */
		remainingMs(): number;
		/** Whether a look found the port closed. */
		isClosed(): boolean;
	}>;

/** How long all looks together may take, when the deadline leaves the time: so long counters must stand still to be called frozen. */
const LOOKING_MS = 5000;
const LOOK_TIMEOUT_MS = 2000;

export function lookFromSide(session: Session, asked: AskedModel): Side {
	const until = performance.now() + LOOKING_MS;
	let closed = false;
	const remainingMs = () => Math.min(until - performance.now(), session.remainingMs() / 2);
	return {
		...asked,
		session,
		remainingMs,
		isClosed: () => closed,
		async get(path) {
			const timeoutMs = Math.min(LOOK_TIMEOUT_MS, session.remainingMs() / 3, remainingMs());
			if (timeoutMs < 1 || closed) return null;
			const url = rootUrl(asked.target.url) + path;
			const { target } = asked;
			const reply = await session.ask({ target, stage: "inference", method: "GET", url, body: null, timeoutMs });
			closed = reply.kind === "unanswered" && reply.code === "ECONNREFUSED" && !session.viaProxy;
			if (reply.kind !== "answered" || reply.status !== 200) return null;
			const json = parseJson(reply.body);
			return { body: reply.body, json: isObject(json) ? json : {} };
		},
	};
}

/** What a look says of a model that was not asked; `null`: nothing. */
export type IdleLook = (side: Side) => Promise<Idle | null>;
export type Idle = "ready" | "not_loaded" | "sleeping" | Extract<Failure, { kind: "last_run_failed" }>;

/** A silence, and what is known of it. */
export type Silence = Readonly<{
	patience: Patience;
	/** A gateway lost its patience and said so; else it was ours that ended. */
	byGateway: boolean;
	/** The counters of the run before. */
	earlier: Counters | null;
}>;

/** Why a model was silent. `finding: null`: the look found the server's counters, and they do not say. */
export type Explained = Readonly<{ finding: Finding | null; counters: Counters | null }>;
/** `null`: the server shows nothing, so another look may. */
export type SilenceLook = (side: Side, silence: Silence) => Promise<Explained | null>;

export function explained(failure: Failure, rule: string): Explained {
	return { finding: { failure, rule, errorBody: null }, counters: null };
}
