import { type LlmProbeResult, NOTHING_LEARNED, type Note } from "../../core/result/outcome.ts";
import type { Access, LlmTarget } from "../../core/target/target.ts";
import type { ProbeContext, ProbeRequest, Prober } from "../checks.ts";
import { entryOf } from "./answered-by.ts";
import { DIALECTS, type Dialects } from "./dialects/dialects.ts";
import { inItsOwnWords } from "./own-words.ts";
import { openSession, type Session } from "./session.ts";
import { type ApiFindings, runApiStage } from "./stage-api.ts";
import { runInferenceStage } from "./stage-inference.ts";

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
		const api = reworded(await runApiStage(session, first.target));
		const leastMs = Math.min(SHORTEST_TURN_MS, timeMs / 2);
		const results: LlmProbeResult[] = [];
		for (const request of requests) {
			const isFirst = results.length === 0;
			if (api.passed && session.remainingMs() < Math.min(leastMs, request.target.inferenceTimeoutMs)) break;
			results.push(await probeTarget(session, request, api, isFirst ? startedAt : context.now()));
		}
		// Who the server is may have shown only in a later answer.
		return results.map((result) => ({ ...result, server: session.kind() }));
	} finally {
		session.close();
	}
}

/** A list that failed, by what the server says of itself. */
function reworded(api: ApiFindings): ApiFindings {
	if (api.passed) return api;
	const finding = inItsOwnWords(api.finding, "api");
	return { ...api, finding, outcome: { ...api.outcome, failure: finding.failure } };
}

async function probeTarget(
	session: Session,
	{ target, memory }: ProbeRequest<"llm">,
	api: ApiFindings,
	time: number,
): Promise<LlmProbeResult> {
	const ids = api.models?.map(({ id }) => id) ?? null;
	const common = {
		kind: "llm" as const,
		target,
		time,
		models: ids === null ? null : ids.map((id) => session.show(id)),
		server: session.kind(),
		keySent: session.sendsKey,
	};
	if (!api.passed) {
		const nothing = { model: target.model, answer: null, notes: [], memory: memory ?? NOTHING_LEARNED };
		return { ...common, ...nothing, api: api.outcome, inference: "api_failed" };
	}
	const model = target.model ?? api.firstChoice;
	const shownModel = target.model ?? session.show(model);
	const listed = entryOf(model, api.models) !== null;
	const work = { target, model, listed, memory, entries: api.models };
	const { outcome, answer, notes, memory: learned } = await runInferenceStage(session, work);
	const listNotes: Note[] = [
		...(target.model === null ? [{ kind: "model_chosen", model: shownModel } as const] : []),
		...(listed || !outcome.passed ? [] : [{ kind: "model_not_listed", model } as const]),
	];
	return {
		...{ ...common, model: shownModel, api: api.outcome, inference: outcome, answer },
		...{ notes: [...api.notes, ...listNotes, ...notes], memory: learned },
	};
}
