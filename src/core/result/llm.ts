import { CAUSES } from "../causes/causes.ts";
import type { ServerKind } from "../target/server-kind.ts";
import type { Failure, Stage } from "./failure.ts";
import type { LlmProbeResult, Outcome } from "./outcome.ts";
import type { KindFields } from "./target-facts.ts";
import type { Verdict } from "./verdict.ts";

/** The limit for recorded models: they go into the state file and every log line. */
const MAX_MODELS = 1000;

/**
 * The verdict on the two outcomes. `api_down` always has stage `api` and `model_down` stage `inference`, whichever
 * request showed it: an empty list, or a server that reports loading, concerns the model.
 */
export function judgeLlm(result: LlmProbeResult): Verdict {
	if (result.inference === "api_failed") {
		const { failure } = result.api;
		return verdictOf(failure, concernsModel(failure, result.server) ? "inference" : "api");
	}
	const { api, inference, target } = result;
	if (!inference.passed) return verdictOf(inference.failure, isGone(inference.failure) ? "api" : "inference");
	if (result.flaw) return verdictOf(result.flaw, "api");
	// Without a list the only answer is the model's.
	const slowApi = target.list === "none" ? null : slowness(api, "api", target.slowMs);
	const slow = slowApi ?? slowness(inference, "inference", target.slowMs);
	if (slow) return { status: "degraded", stage: slow.stage, cause: slow, softAs: null };
	return { status: "ok", stage: null, cause: null, softAs: null };
}

/** A router takes its list from a worker. If it cannot reach one, its API is up, and the worker needs repair. */
function concernsModel({ kind }: Failure, server: ServerKind): boolean {
	return CAUSES[kind].concernsModel === true || (kind === "gateway_error" && server === "sglang-router");
}

/** The API is gone too, though the model's request showed it: the next run will find the same. */
function isGone({ kind, thenClosed }: Failure): boolean {
	return thenClosed === true || kind === "refused";
}

function verdictOf(failure: Failure, stage: Stage): Verdict {
	const down = stage === "api" ? "api_down" : "model_down";
	switch (failure.thenClosed ? "hard" : CAUSES[failure.kind].hardness) {
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
	const { target, api, inference, answer, model, models, server, keySent } = result;
	const { dialect, apiKeyEnv, auth, caFile } = target;
	const asked = inference === "api_failed" ? null : inference;
	return {
		model,
		access: { dialect, apiKeyEnv, auth, caFile, keySent },
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
