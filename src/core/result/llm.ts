import { CAUSES } from "../causes/causes.ts";
import type { Failure, Stage } from "./failure.ts";
import type { LlmProbeResult, Outcome } from "./outcome.ts";
import type { KindFields } from "./target-facts.ts";
import type { Verdict } from "./verdict.ts";

/** Of the listed models: they go into the state file and every log line, and a server may list any number. */
const MAX_MODELS = 1000;

/**
 * What the two outcomes mean. `api_down` always comes with stage `api` and `model_down` with stage `inference`, whatever
 * request told: a list without models, or a server that says it is loading, is about the model.
 */
export function judgeLlm(result: LlmProbeResult): Verdict {
	if (result.inference === "api_failed") {
		const { failure } = result.api;
		return verdictOf(failure, CAUSES[failure.kind].concernsModel ? "inference" : "api");
	}
	const { api, inference, target } = result;
	if (!inference.passed) return verdictOf(inference.failure, "inference");
	if (result.flaw) return verdictOf(result.flaw, "api");
	// Without a list the one answer is that of the model.
	const slowApi = target.list === "none" ? null : slowness(api, "api", target.slowMs);
	const slow = slowApi ?? slowness(inference, "inference", target.slowMs);
	if (slow) return { status: "degraded", stage: slow.stage, cause: slow, softAs: null };
	return { status: "ok", stage: null, cause: null, softAs: null };
}

function verdictOf(failure: Failure, stage: Stage): Verdict {
	const down = stage === "api" ? "api_down" : "model_down";
	switch (CAUSES[failure.kind].hardness) {
		case "hard":
			return { status: down, stage, cause: failure, softAs: null };
		case "soft":
			return { status: "degraded", stage, cause: failure, softAs: down };
		case "mild":
			return { status: "degraded", stage, cause: failure, softAs: null };
	}
}

function slowness(outcome: Outcome, stage: Stage, slowMs: number | null) {
	const { ms } = outcome;
	if (slowMs === null || ms === null || ms <= slowMs) return null;
	return { kind: "slow", stage, ms, slowMs } as const;
}

/** The facts of an `llm` target. */
export function llmFields(result: LlmProbeResult): KindFields {
	const { target, api, inference, answer, model, models, server } = result;
	const { dialect, apiKeyEnv, auth, caFile } = target;
	const asked = inference === "api_failed" ? null : inference;
	return {
		model,
		access: { dialect, apiKeyEnv, auth, caFile },
		httpStatus: (asked ?? api).httpStatus,
		apiMs: api.ms,
		inferenceMs: asked?.ms ?? null,
		ttftMs: answer?.ttftMs ?? null,
		tokensPerSecond: answer?.tokensPerSecond ?? null,
		models: models?.slice(0, MAX_MODELS) ?? null,
		server,
		answer: answer?.text ?? null,
		completionTokens: answer?.completionTokens ?? null,
	};
}
