import type { LlmProbeResult } from "../../core/result/outcome.ts";
import type { Access, LlmTarget } from "../../core/target/target.ts";
import type { ProbeContext, ProbeRequest, Prober } from "../checks.ts";
import { DIALECTS, type Dialects } from "./dialects/dialects.ts";
import { asksModel, probeTarget } from "./probe-target.ts";
import { openSession } from "./session.ts";
import { runApiStage } from "./stage-api.ts";

export const LLM_PROBER: Prober<"llm"> = { serverKey, probe: probeServer };

/** One model list and one connection serve all targets of a server that are reached in the same way. */
function serverKey({ url, dialect, auth }: LlmTarget, { apiKey, proxyUrl, caPem }: Access): string {
	return JSON.stringify([url, dialect, auth, apiKey?.(), proxyUrl?.(), caPem]);
}

/** A turn shorter than this (or than half of all time, if that is less) is not begun: it would blame the model for others. */
const SHORTEST_TURN_MS = 1000;

/** With less than this before the deadline nothing is asked: what came of it would say nothing of the server. */
const LEAST_TIME_MS = 100;

/**
 * Probes all targets of one server (same base URL, same access), one after another, over one connection, asking for the
 * model list once. Never throws for what a server or a network did; throws `LocalError` for what this host cannot do.
 *
 * A target whose turn never came, because what came before it used up the deadline, has no result: nothing is known of it,
 * and "timeout" would be a lie. The caller says so and exits with 3.
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
		const timeMs = session.remainingMs();
		if (timeMs < Math.min(LEAST_TIME_MS, first.target.apiTimeoutMs)) return [];
		const asking = requests.find(({ target }) => target.list !== "none");
		const listed = asking === undefined ? "none" : await runApiStage(session, asking.target);
		const leastMs = Math.min(SHORTEST_TURN_MS, timeMs / 2);
		const results: LlmProbeResult[] = [];
		for (const request of requests) {
			const isFirst = results.length === 0;
			const api = request.target.list === "none" ? "none" : listed;
			if (
				asksModel(request.target, api) &&
				session.remainingMs() < Math.min(leastMs, request.target.inferenceTimeoutMs)
			)
				break;
			results.push(await probeTarget(session, request, api, isFirst ? startedAt : context.now()));
		}
		// Who the server is may have shown only in a later answer.
		return results.map((result) => ({ ...result, server: session.kind() }));
	} finally {
		session.close();
	}
}
