import { CAUSES } from "../causes/causes.ts";
import type { Failure, Stage } from "./failure.ts";
import type { Outcome, ProbeResult } from "./outcome.ts";
import type { Verdict } from "./verdict.ts";

/**
 * What a probe's two outcomes mean. `api_down` always comes with stage `api` and `model_down` with stage `inference`,
 * whatever request told: a list without models, or a server that says it is loading, is about the model.
 */
export function judge(result: ProbeResult): Verdict {
	const { api, inference, target } = result;
	if (!api.passed) return verdictOf(api.failure, CAUSES[api.failure.kind].concernsModel ? "inference" : "api");
	if (inference === null) return { status: "ok", stage: null, cause: null, softAs: null };
	if (!inference.passed) return verdictOf(inference.failure, "inference");
	const slow = slowness(api, "api", target.slowMs) ?? slowness(inference, "inference", target.slowMs);
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
