import type { Report, TargetRecord } from "../core/record.ts";
import { EXIT_CHECK_FAILED, EXIT_CODES } from "../core/verdict.ts";

/** `--exit` and `--fail-on`: how a caller wants the verdict told by the exit code. */
export type ExitRule = Readonly<{
	/** `binary`: for callers that know only 0 and 1 (Docker reserves 2). */
	exit: "stages" | "binary";
	/** The mildest trouble that counts as failure. */
	failOn: "api" | "model" | "degraded";
}>;

export const DEFAULT_EXIT_RULE: ExitRule = { exit: "stages", failOn: "model" };

/**
 * The exit code for callers that read ours. A check that could not run stays 3, whatever `--fail-on` says;
 * under `binary` it is 1 as well, because nothing that could not be checked may look healthy.
 */
export function exitCodeOf(report: Report, rule: ExitRule): number {
	const code = report.exitCode === EXIT_CHECK_FAILED ? EXIT_CHECK_FAILED : worstCode(report.targets, rule);
	return rule.exit === "binary" ? Math.min(code, 1) : code;
}

/** A target that is down outweighs one that is only degraded; among equals `api` outweighs the model. */
function worstCode(records: readonly TargetRecord[], rule: ExitRule): number {
	const down = records.filter((record) => record.status !== "degraded");
	const degraded = records.filter((record) => record.status === "degraded");
	for (const group of [down, degraded]) {
		const codes = group.map((record) => failureCodeOf(record, rule)).filter((code) => code !== 0);
		if (codes.length > 0) return Math.min(...codes);
	}
	return 0;
}

/** What this target alone would exit with. A `degraded` one that counts as failed tells the stage that degraded. */
function failureCodeOf(record: TargetRecord, rule: ExitRule): number {
	const code = record.status === "degraded" && rule.failOn === "degraded" ? stageCode(record) : record.exitCode;
	return rule.failOn === "api" && code === EXIT_CODES.model_down ? 0 : code;
}

function stageCode(record: TargetRecord): number {
	return record.stage === "api" ? EXIT_CODES.api_down : EXIT_CODES.model_down;
}
