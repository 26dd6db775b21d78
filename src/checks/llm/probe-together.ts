import type { LlmProbeResult } from "../../core/result/outcome.ts";
import type { ProbeRequest } from "../prober.ts";
import { keptForLook } from "./ask-model.ts";
import { readOwnRoute } from "./own-route.ts";
import { type ApiKnown, asksModel, knownFor, probeTarget } from "./probe-target.ts";
import { OutOfTime, type Session } from "./session.ts";
import { inTurns } from "./turns.ts";

/** Targets of one server, after its list request. */
export type Together = Readonly<{
	requests: readonly ProbeRequest<"llm">[];
	listed: ApiKnown;
	/** When the probe of the first of them began. */
	startedAt: number;
}>;

/** Probes a few targets at a time, each over a separate connection. */
export async function probeTogether(
	session: Session,
	{ requests, listed, startedAt }: Together,
): Promise<LlmProbeResult[]> {
	const sessions = [session];
	try {
		return await inTurns(requests, {
			atOnce: requests.some((request) => asksModel(request.target, knownFor(request.target, listed)))
				? await atOnce(session, requests)
				: 1,
			remainingMs: () => session.remainingMs() - keptForLook(session.remainingMs()),
			async take(request, { lane, behind }, isAlone) {
				const over = sessions[lane] ?? session.beside();
				sessions[lane] = over;
				const time = request === requests[0] ? startedAt : session.now();
				const result = await probeTarget(over, request, knownFor(request.target, listed), time, behind).catch(
					unlessOutOfTime,
				);
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

/** Parallel probes of other targets may be the reason. */
function isSlow({ inference, target: { slowMs } }: LlmProbeResult): boolean {
	return inference !== "api_failed" && inference.passed && slowMs !== null && inference.ms > slowMs;
}

/** How many targets to probe at a time: one, if the server reports a single slot. */
async function atOnce(session: Session, requests: readonly ProbeRequest<"llm">[]): Promise<number> {
	const most = Math.min(requests.length, ...requests.map(({ target }) => target.perServer));
	const target = requests[0]?.target;
	if (most === 1 || target === undefined || session.kind() !== "llama.cpp") return most;
	const props = await readOwnRoute(session, target, "/props");
	return props?.total_slots === 1 ? 1 : most;
}
