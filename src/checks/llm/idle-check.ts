import type { Failure, Patience } from "../../core/result/failure.ts";
import type { Counters } from "../../core/result/outcome.ts";
import type { ServerKind } from "../../core/target/server-kind.ts";
import { type LlmTarget, rootUrl } from "../../core/target/target.ts";
import { activity, readCounters } from "./counters.ts";
import type { Finding } from "./errors/classify-reply.ts";
import { isObject, type JsonObject, listAt, objectAt, parseJson, textAt } from "./json.ts";
import { isListed, type ModelEntry } from "./model-list.ts";
import type { Session } from "./session.ts";

/** Looking at a server from the side: what it says of itself, without asking its model anything. */

const LOOK_TIMEOUT_MS = 2000;
/** How long counters must stand still to be called frozen, when the deadline leaves the time. */
const FROZEN_AFTER_MS = 5000;
const LOOK_EVERY_MS = 1000;
/** Counters that stand still for less than this prove nothing: one step over a long prompt may take as long. */
const LEAST_SPAN_MS = 900;

export type AskedModel = Readonly<{ target: LlmTarget; model: string; entries: readonly ModelEntry[] }>;
type IdleLookup = (session: Session, asked: AskedModel) => Promise<"not_loaded" | "sleeping" | "ready" | null>;

async function get(
	session: Session,
	target: LlmTarget,
	path: string,
): Promise<{ body: string; json: JsonObject } | null> {
	const timeoutMs = Math.min(LOOK_TIMEOUT_MS, session.remainingMs() / 3);
	if (timeoutMs < 1) return null;
	const url = rootUrl(target.url) + path;
	const reply = await session.ask({ target, stage: "inference", method: "GET", url, body: null, timeoutMs });
	if (reply.kind !== "answered" || reply.status !== 200) return null;
	const json = parseJson(reply.body);
	return { body: reply.body, json: isObject(json) ? json : {} };
}

/** Ollama: which models are in memory. */
const idleStateOfOllama: IdleLookup = async (session, { target, model }) => {
	const models = (await get(session, target, "/api/ps"))?.json.models;
	if (!Array.isArray(models)) return null;
	session.recognise("ollama");
	const names = models.flatMap((entry: unknown) => [textAt(entry, "name"), textAt(entry, "model")]);
	return isListed(
		model,
		names.filter((name) => name !== null),
	)
		? "ready"
		: "not_loaded";
};

/** llama.cpp: the router tells each model's state in its list, a single server whether it sleeps. */
const idleStateOfLlamaCpp: IdleLookup = async (session, { target, model, entries }) => {
	const status = entries.find(({ id }) => isListed(model, [id]))?.state ?? null;
	if (status === "sleeping") return "sleeping";
	if (status !== null) return status === "unloaded" ? "not_loaded" : "ready";
	const props = (await get(session, target, "/props"))?.json ?? {};
	if (props.role === "router") return idleStateOfLlamaCppRouter(session, target, model);
	return typeof props.is_sleeping === "boolean" ? (props.is_sleeping ? "sleeping" : "ready") : null;
};

async function idleStateOfLlamaCppRouter(session: Session, target: LlmTarget, model: string) {
	const list = (await get(session, target, "/models"))?.json;
	const entry = listAt(list, "data").find((item) => isListed(model, [textAt(item, "id") ?? ""]));
	const status = textAt(objectAt(entry, "status"), "value");
	if (status === "sleeping") return "sleeping";
	return status === "unloaded" ? "not_loaded" : null;
}

const idleStateOfLmStudio: IdleLookup = async (session, { target, model }) => {
	const list = (await get(session, target, "/api/v0/models"))?.json;
	const entry = listAt(list, "data").find((item) => isListed(model, [textAt(item, "id") ?? ""]));
	const state = textAt(entry, "state");
	if (state === null) return null;
	return state === "loaded" ? "ready" : "not_loaded";
};

const idleStateOfVllm: IdleLookup = async (session, { target }) => {
	const { is_sleeping: isSleeping } = (await get(session, target, "/is_sleeping"))?.json ?? {};
	return typeof isSleeping === "boolean" ? (isSleeping ? "sleeping" : "ready") : null;
};

const NOTHING_TO_SEE: readonly IdleLookup[] = [];

/** Total, so that a new server says where to look. */
const IDLE_LOOKUPS = {
	ollama: [idleStateOfOllama],
	"llama.cpp": [idleStateOfLlamaCpp],
	lmstudio: [idleStateOfLmStudio],
	vllm: [idleStateOfVllm],
	// A proxy may hide who it is: all of them are harmless to ask.
	unknown: [idleStateOfOllama, idleStateOfLlamaCpp, idleStateOfVllm, idleStateOfLmStudio],
	gpustack: NOTHING_TO_SEE,
	sglang: NOTHING_TO_SEE,
	litellm: NOTHING_TO_SEE,
	tgi: NOTHING_TO_SEE,
	localai: NOTHING_TO_SEE,
	openai: NOTHING_TO_SEE,
	azure: NOTHING_TO_SEE,
	anthropic: NOTHING_TO_SEE,
	cohere: NOTHING_TO_SEE,
	mistral: NOTHING_TO_SEE,
	openrouter: NOTHING_TO_SEE,
} as const satisfies Record<ServerKind, readonly IdleLookup[]>;

/** For `noWake`: whether asking the model would load, evict or wake something. */
export async function findIdle(session: Session, asked: AskedModel): Promise<Finding | null> {
	for (const look of IDLE_LOOKUPS[session.kind()]) {
		const seen = await look(session, asked);
		if (seen === "ready") return null;
		if (seen !== null)
			return { failure: { kind: "idle", how: seen }, rule: "noWake: look before asking", errorBody: null };
	}
	return null;
}

const COUNTING = new Set<ServerKind>(["vllm", "sglang", "llama.cpp", "tgi", "unknown", "gpustack", "localai"]);

export type SilenceExplained = Readonly<{ finding: Finding | null; counters: Counters | null }>;

/** After a time-out: busy, hung, or a model that is still being loaded. `finding: null`: the server shows nothing. */
export async function explainSilence(
	session: Session,
	asked: AskedModel,
	silence: Patience,
	earlier: Counters | null,
): Promise<SilenceExplained> {
	const kind = session.kind();
	const counted = COUNTING.has(kind) ? await watchCounters(session, asked.target, earlier) : null;
	if (counted) return { counters: counted.counters, finding: findingOfCounters(counted, silence) };
	const loaded =
		kind === "lmstudio" ? idleStateOfLmStudio : kind === "ollama" || kind === "unknown" ? idleStateOfOllama : null;
	if (loaded === null || (await loaded(session, asked)) !== "not_loaded") return { finding: null, counters: null };
	return {
		finding: { failure: { kind: "cold_start", ...silence }, rule: "the model is not in memory", errorBody: null },
		counters: null,
	};
}

type Counted = Readonly<{ counters: Counters; activity: ReturnType<typeof activity>; rule: string }>;

/** Looks until something advances or enough time has passed; one look is set against the previous run's. */
async function watchCounters(session: Session, target: LlmTarget, earlier: Counters | null): Promise<Counted | null> {
	const look = async () => readCounters((await get(session, target, "/metrics"))?.body ?? "", session.now());
	const first = await look();
	if (first === null) return null;
	const firstAt = performance.now();
	const until = firstAt + Math.min(FROZEN_AFTER_MS, session.remainingMs() / 2);
	let latest = first;
	let latestAt = firstAt;
	let looks = 1;
	while (activity(first, latest) !== "busy" && performance.now() + 50 < until) {
		await new Promise((resolve) => setTimeout(resolve, Math.min(LOOK_EVERY_MS, until - performance.now())));
		const next = await look();
		if (next === null) break;
		latest = next;
		latestAt = performance.now();
		looks += 1;
	}
	const sinceFirst = activity(first, latest);
	if (looks > 1 && (sinceFirst === "busy" || latestAt - firstAt >= LEAST_SPAN_MS)) {
		return { counters: latest, activity: sinceFirst, rule: `${looks} looks at the server's counters` };
	}
	const rule = earlier ? "the server's counters, against those of the run before" : "one look at the server's counters";
	return { counters: latest, activity: activity(earlier, latest), rule };
}

function findingOfCounters({ counters, activity, rule }: Counted, silence: Patience): Finding | null {
	if (activity === "unknown") return null;
	const { running, waiting } = counters;
	const failure: Failure = { kind: activity, ...silence, running, waiting };
	return { failure, rule, errorBody: null };
}
