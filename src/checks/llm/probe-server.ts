import type { Note, ProbeMemory, ProbeResult } from "../../core/result/outcome.ts";
import type { Access, Target } from "../../core/target/target.ts";
import { chooseModel, isListed } from "./model-list.ts";
import { openSession, type ProbeContext, type Session } from "./session.ts";
import { type ApiFindings, runApiStage } from "./stage-api.ts";
import { runInferenceStage } from "./stage-inference.ts";

export type { ProbeContext } from "./session.ts";
export type ProbeRequest = Readonly<{ target: Target; access: Access; memory: ProbeMemory | null }>;

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
export async function probeServer(requests: readonly ProbeRequest[], context: ProbeContext): Promise<ProbeResult[]> {
	const first = requests[0];
	if (first === undefined) return [];
	const session = openSession(first.target, first.access, context);
	try {
		const startedAt = context.now();
		const timeMs = session.remainingMs();
		if (timeMs < Math.min(LEAST_TIME_MS, first.target.apiTimeoutMs)) return [];
		const api = await runApiStage(session, first.target);
		const leastMs = Math.min(SHORTEST_TURN_MS, timeMs / 2);
		const results: ProbeResult[] = [];
		for (const request of requests) {
			const isFirst = results.length === 0;
			if (api.outcome.passed && session.remainingMs() < Math.min(leastMs, request.target.inferenceTimeoutMs)) break;
			results.push(await probeTarget(session, request, api, isFirst ? startedAt : context.now()));
		}
		// Who the server is may have shown only in a later answer.
		return results.map((result) => ({ ...result, server: session.kind() }));
	} finally {
		session.close();
	}
}

async function probeTarget(
	session: Session,
	request: ProbeRequest,
	api: ApiFindings,
	time: number,
): Promise<ProbeResult> {
	const { target, memory } = request;
	const ids = api.models?.map(({ id }) => id) ?? null;
	const model = target.model ?? (api.models && chooseModel(api.models));
	const shownModel = target.model ?? (model === null ? null : session.show(model));
	const common = {
		target,
		time,
		model: shownModel,
		models: ids === null ? null : ids.map((id) => session.show(id)),
		server: session.kind(),
		api: api.outcome,
	};
	if (!api.outcome.passed || model === null || ids === null) {
		const kept = memory ?? { variant: null, counters: null };
		return { ...common, inference: null, answer: null, notes: [], memory: kept };
	}
	const listed = isListed(model, ids);
	const {
		outcome,
		answer,
		notes,
		memory: learned,
	} = await runInferenceStage(session, { target, model, listed, memory, entries: api.models ?? [] });
	const listNotes: Note[] = [
		...(target.model === null ? [{ kind: "model_chosen", model: shownModel ?? "" } as const] : []),
		...(listed || !outcome.passed ? [] : [{ kind: "model_not_listed", model } as const]),
	];
	return { ...common, inference: outcome, answer, notes: [...api.notes, ...listNotes, ...notes], memory: learned };
}
