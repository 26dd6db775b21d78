import type { LlmProbeResult } from "../../core/result/outcome.ts";
import { type Access, type LlmTarget, rootUrl } from "../../core/target/target.ts";
import type { ProbeContext, ProbeRequest, Prober } from "../checks.ts";
import { keptForLook } from "./ask-model.ts";
import { DIALECTS, type Dialects } from "./dialects/dialects.ts";
import { isObject, parseJson } from "./json.ts";
import { type ApiKnown, asksModel, probeTarget } from "./probe-target.ts";
import { OutOfTime, openSession, type Session } from "./session.ts";
import { runApiStage } from "./stage-api.ts";
import { inTurns } from "./turns.ts";

export const LLM_PROBER: Prober<"llm"> = { serverKey, probe: probeServer };

/** One model list and one connection serve all targets of a server that are reached in the same way. */
function serverKey({ url, dialect, auth }: LlmTarget, { apiKey, proxyUrl, caPem }: Access): string {
	return JSON.stringify([url, dialect, auth, apiKey?.(), proxyUrl?.(), caPem]);
}

/** With less than this before the deadline nothing is asked: what came of it would say nothing of the server. */
const LEAST_TIME_MS = 100;
const LOOK_TIMEOUT_MS = 2000;

/**
 * Probes targets of one server (same base URL, same access), a few at a time, asking for the model list once. Never throws
 * for what a server or a network did; throws `LocalError` for what this host cannot do.
 *
 * A target that the deadline left no time for, or whose request it cut short, has no result: nothing is known of it, and
 * "timeout" would be a lie. The caller says so.
 */
export async function probeServer(
	requests: readonly ProbeRequest<"llm">[],
	context: ProbeContext,
	dialects: Dialects = DIALECTS,
): Promise<LlmProbeResult[]> {
	const first = requests[0];
	if (first === undefined) return [];
	const session = openSession(first.target, dialects[first.target.dialect], first.access, context);
	try {
		const startedAt = context.now();
		if (session.remainingMs() < Math.min(LEAST_TIME_MS, first.target.apiTimeoutMs)) return [];
		const asking = requests.find(({ target }) => target.list !== "none");
		const listed = asking === undefined ? "none" : await runApiStage(session, asking.target);
		const results = await probeInTurns(session, requests, listed, startedAt);
		// Who the server is may have shown only in a later answer.
		return results.map((result) => ({ ...result, server: session.kind() }));
	} catch (error) {
		if (error instanceof OutOfTime) return [];
		throw error;
	} finally {
		session.close();
	}
}

async function probeInTurns(
	session: Session,
	requests: readonly ProbeRequest<"llm">[],
	listed: ApiKnown,
	startedAt: number,
): Promise<LlmProbeResult[]> {
	const known = ({ target }: ProbeRequest<"llm">): ApiKnown => (target.list === "none" ? "none" : listed);
	const [only] = requests;
	if (only && requests.length === 1) {
		const result = await probeTarget(session, only, known(only), startedAt).catch(unlessOutOfTime);
		return result === null ? [] : [result];
	}
	const sessions = [session];
	try {
		return await inTurns(requests, {
			atOnce: requests.some((request) => asksModel(request.target, known(request)))
				? await atOnce(session, requests)
				: 1,
			remainingMs: () => session.remainingMs() - keptForLook(session.remainingMs()),
			async take(request, { lane, behind }, isAlone) {
				const over = sessions[lane] ?? session.beside();
				sessions[lane] = over;
				const time = request === requests[0] ? startedAt : session.now();
				const result = await probeTarget(over, request, known(request), time, behind).catch(unlessOutOfTime);
				if (result === null) return null;
				return isSlow(result) && !isAlone() ? { again: true } : { result, passed: hasPassed(result) };
			},
		});
	} finally {
		for (const over of sessions) over.close();
	}
}

function unlessOutOfTime(error: unknown): null {
	if (error instanceof OutOfTime) return null;
	throw error;
}

function hasPassed({ inference }: LlmProbeResult): boolean {
	return inference !== "api_failed" && inference.passed;
}

/** In company that may be the company's doing. */
function isSlow({ inference, target: { slowMs } }: LlmProbeResult): boolean {
	return inference !== "api_failed" && inference.passed && slowMs !== null && inference.ms > slowMs;
}

/** So many targets the server is asked for at a time: one, where it says that it has one slot. */
async function atOnce(session: Session, requests: readonly ProbeRequest<"llm">[]): Promise<number> {
	const most = Math.min(requests.length, ...requests.map(({ target }) => target.perServer));
	const target = requests[0]?.target;
	if (most === 1 || target === undefined || session.kind() !== "llama.cpp") return most;
	const timeoutMs = Math.min(LOOK_TIMEOUT_MS, session.remainingMs() / 4);
	const url = `${rootUrl(target.url)}/props`;
	const reply = await session.ask({ target, stage: "api", method: "GET", url, body: null, timeoutMs });
	const props = reply.kind === "answered" && reply.status === 200 ? parseJson(reply.body) : null;
	return isObject(props) && props.total_slots === 1 ? 1 : most;
}
