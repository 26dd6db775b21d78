import type { Failure, Patience } from "../../../core/result/failure.ts";
import type { Counters } from "../../../core/result/outcome.ts";
import { type LlmTarget, rootUrl } from "../../../core/target/target.ts";
import type { Finding } from "../errors/classify-reply.ts";
import { isObject, type JsonObject, parseJson } from "../json.ts";
import type { ModelEntry } from "../model-list.ts";
import { LOOK_TIMEOUT_MS } from "../own-route.ts";
import type { Session } from "../session.ts";

export type AskedModel = Readonly<{ target: LlmTarget; model: string; entries: readonly ModelEntry[] }>;

type Page = Readonly<{ body: string; json: JsonObject }>;

/** What a server shows about itself, without a request to its model. */
export type Side = AskedModel &
	Readonly<{
		session: Session;
		/** One of the server's own routes; `null`: it has none, or did not answer. */
		get(path: string): Promise<Page | null>;
		/** The time left for looks. */
		remainingMs(): number;
		/** Whether a look found the port closed. */
		isClosed(): boolean;
	}>;

/** The time for all looks together, if the deadline allows: counters that do not change in this time are frozen. */
const LOOKING_MS = 5000;

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

/** The state of a model that was not asked; `null`: unknown. */
export type IdleLook = (side: Side) => Promise<Idle | null>;
export type Idle = "ready" | "not_loaded" | "sleeping" | Extract<Failure, { kind: "last_run_failed" }>;

/** A time-out, and what is known about it. */
export type Silence = Readonly<{
	patience: Patience;
	/** A gateway reported the time-out; otherwise it was our own. */
	byGateway: boolean;
	/** The counters of the previous run. */
	earlier: Counters | null;
}>;

/** Why a model was silent. `finding: null`: the server's counters do not say. */
export type Explained = Readonly<{ finding: Finding | null; counters: Counters | null }>;
/** `null`: no result, so the next look is tried. */
export type SilenceLook = (side: Side, silence: Silence) => Promise<Explained | null>;

export function explained(failure: Failure, rule: string): Explained {
	return { finding: { failure, rule, errorBody: null }, counters: null };
}
