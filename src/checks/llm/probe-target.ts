import type { Failure } from "../../core/result/failure.ts";
import { type LlmProbeResult, NOTHING_LEARNED, type Note, type Outcome } from "../../core/result/outcome.ts";
import type { LlmTarget } from "../../core/target/target.ts";
import type { ProbeRequest } from "../prober.ts";
import { givesWay, modelsToAsk } from "./model-choice.ts";
import { isListed, isListedExactly, namesOf } from "./model-list.ts";
import type { Session } from "./session.ts";
import type { ApiFindings } from "./stage-api.ts";
import { type InferenceFindings, runInferenceStage } from "./stage-inference.ts";

/** What is known about a server's models: its list, or `none`: it has none to ask for. */
export type ApiKnown = ApiFindings | "none";

/** A target that says its server has no list gets none, even if the other targets of the server have one. */
export function knownFor({ list }: LlmTarget, listed: ApiKnown): ApiKnown {
	return list === "none" ? "none" : listed;
}

/** Whether to ask the target's model, given what its server listed. */
export function asksModel({ model }: LlmTarget, api: ApiKnown): boolean {
	return api === "none" || api.listed || (api.mayServe && model !== null);
}

/** Probes one target, after the list request of its server. */
export async function probeTarget(
	session: Session,
	request: ProbeRequest<"llm">,
	api: ApiKnown,
	time: number,
	behind?: Promise<unknown>,
): Promise<LlmProbeResult> {
	const { target, memory } = request;
	const models = api === "none" ? null : api.models;
	const common = {
		kind: "llm" as const,
		...{ target, time, models: models?.map(({ id }) => session.show(id)) ?? null, server: session.kind() },
		keySent: session.sendsKey,
	};
	if (api !== "none" && !api.listed && !asksModel(target, api)) {
		const nothing = { model: target.model, answer: null, notes: [], memory: memory ?? NOTHING_LEARNED, flaw: null };
		return { ...common, ...nothing, api: api.outcome, inference: "api_failed" };
	}
	const names = namesOf(models ?? []);
	const { model, findings } = await ask(session, request, api, names, behind);
	const { outcome, answer, notes, memory: learned } = findings;
	const inference = await withMeant(session, outcome, model, names);
	const isUnlisted = models !== null && !isListed(model, names);
	const shownModel = target.model ?? session.show(model);
	const listNotes: Note[] = [
		...(target.model === null ? [{ kind: "model_chosen", model: shownModel } as const] : []),
		...(isUnlisted && outcome.passed ? [{ kind: "model_not_listed", model } as const] : []),
	];
	const rest = { ...common, model: shownModel, answer, memory: learned };
	if (api !== "none" && api.listed) {
		const allNotes = [...api.notes, ...listNotes, ...notes];
		return { ...rest, api: api.outcome, inference, notes: allNotes, flaw: null };
	}
	const { judgeUnlisted } = await import("./unlisted.ts");
	const { stages, flaw, notes: remarks } = judgeUnlisted(api === "none" ? null : api, inference);
	return { ...rest, ...stages, notes: [...listNotes, ...remarks, ...notes], flaw };
}

/** With less time left the next model is not asked: its time-out would be due to the one before. */
const LEAST_TURN_MS = 1000;

type Asked = Readonly<{ model: string; findings: InferenceFindings }>;

/** Asks the named model, or the first listed one that can chat and is available. */
async function ask(
	session: Session,
	{ target, memory }: ProbeRequest<"llm">,
	api: ApiKnown,
	names: readonly string[],
	behind: Promise<unknown> | undefined,
): Promise<Asked> {
	const entries = api === "none" ? [] : (api.models ?? []);
	const listAccepted = api !== "none" && (api.listed || api.finding.failure.kind === "no_models");
	const candidates = target.model === null ? await modelsToAsk(session, target, entries) : [target.model];
	let kept: Asked | null = null;
	for (const model of candidates) {
		const listed = isListedExactly(model, names);
		const task = { target, model, listed, listAccepted, ...(behind ? { behind } : {}) };
		const findings = await runInferenceStage(session, { ...task, memory, entries });
		const failure = failureOf(findings.outcome);
		// If several failed, report the first that might chat.
		const isWorse = failure?.kind === "not_a_chat_model";
		if (kept === null || (!isWorse && failureOf(kept.findings.outcome)?.kind === "not_a_chat_model"))
			kept = { model, findings };
		if (failure === null) return { model, findings };
		if (!givesWay(failure) || session.remainingMs() < LEAST_TURN_MS) return kept;
	}
	// Never null: there is a listed model or a name.
	return kept as Asked;
}

function failureOf(outcome: Outcome): Failure | null {
	return outcome.passed ? null : outcome.failure;
}

/** Adds the probably meant name to a `model_not_found` failure. */
async function withMeant(
	session: Session,
	outcome: Outcome,
	model: string,
	names: readonly string[],
): Promise<Outcome> {
	const failure = failureOf(outcome);
	if (outcome.passed || failure?.kind !== "model_not_found" || failure.listed) return outcome;
	const { meantModel } = await import("./meant-model.ts");
	const meant = meantModel(model, names, failure.message);
	return { ...outcome, failure: { ...failure, meant: meant === null ? null : session.show(meant, 80) } };
}
