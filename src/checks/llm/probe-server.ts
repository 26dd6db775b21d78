import type { LlmProbeResult } from "../../core/result/outcome.ts";
import type { Access, LlmTarget } from "../../core/target/target.ts";
import type { ProbeContext, ProbeRequest, Prober } from "../prober.ts";
import { DIALECTS, type Dialects } from "./dialects/dialects.ts";
import { knownFor, probeTarget } from "./probe-target.ts";
import type { Together } from "./probe-together.ts";
import { OutOfTime, openSession, type Session } from "./session.ts";
import { runApiStage } from "./stage-api.ts";

export const LLM_PROBER: Prober<"llm"> = { serverKey, probe: probeServer };

/** Targets that reach a server in the same way share one model list and one connection. */
function serverKey({ url, dialect, auth }: LlmTarget, { apiKey, proxyUrl, caPem }: Access): string {
	return JSON.stringify([url, dialect, auth, apiKey?.(), proxyUrl?.(), caPem]);
}

/** With less time before the deadline nothing is asked: the result would say nothing about the server. */
const LEAST_TIME_MS = 100;

/**
 * Probes targets of one server (same base URL, same access), a few at a time, with one model list request. Never
 * throws for server or network failures; throws `LocalError` for failures of this host.
 *
 * A target that the deadline skipped or cut short has no result: nothing is known about it, and "timeout" would be
 * false. The caller reports that.
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
		const together: Together = { requests, listed, startedAt };
		const results =
			requests.length === 1 ? await oneTarget(session, together) : await severalTargets(session, together);
		// Only a later answer may have shown the server kind.
		return results.map((result) => ({ ...result, server: session.kind() }));
	} catch (error) {
		if (error instanceof OutOfTime) return [];
		throw error;
	} finally {
		session.close();
	}
}

async function oneTarget(session: Session, { requests, listed, startedAt }: Together): Promise<LlmProbeResult[]> {
	const [only] = requests as readonly [ProbeRequest<"llm">];
	return [await probeTarget(session, only, knownFor(only.target, listed), startedAt)];
}

async function severalTargets(session: Session, together: Together): Promise<LlmProbeResult[]> {
	const { probeTogether } = await import("./probe-together.ts");
	return probeTogether(session, together);
}
