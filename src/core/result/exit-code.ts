import type { TargetRecord } from "./target-record.ts";
import { EXIT_CODES, exitCodeOfStage } from "./verdict.ts";

/** `--fail-on`: the mildest trouble that counts as failure. */
export type FailOn = "api" | "model" | "degraded";

/** What this target alone would exit with. A `degraded` one that counts as failed tells the stage that degraded. */
export function failureCodeOf(record: Pick<TargetRecord, "status" | "stage" | "exitCode">, failOn: FailOn): number {
	const isFailure = record.status === "degraded" && failOn === "degraded";
	const code = isFailure ? exitCodeOfStage(record.stage) : record.exitCode;
	return failOn === "api" && code === EXIT_CODES.model_down ? 0 : code;
}

/** A target that is down outweighs one that is only degraded; among equals `api` outweighs the model. */
export function worstCode(records: readonly TargetRecord[], failOn: FailOn): number {
	const down = records.filter((record) => record.status !== "degraded");
	const degraded = records.filter((record) => record.status === "degraded");
	for (const group of [down, degraded]) {
		const codes = group.map((record) => failureCodeOf(record, failOn)).filter((code) => code !== 0);
		if (codes.length > 0) return Math.min(...codes);
	}
	return 0;
}
