import type { Stage } from "./failure.ts";
import type { Report } from "./report.ts";
import type { TargetRecord } from "./target-record.ts";
import type { Status } from "./verdict.ts";

/** Everything about exit codes: which stage failed, and how `--exit` and `--fail-on` translate that for a caller. */
export const EXIT_CODES = { ok: 0, degraded: 0, api_down: 1, model_down: 2 } as const satisfies Record<Status, number>;
/** The check itself could not run. No status has it. */
export const EXIT_CHECK_FAILED = 3;

/** `--fail-on`: the mildest failure that counts. */
export type FailOn = "api" | "model" | "degraded";

/** `--exit` and `--fail-on`. `binary` is for callers that know only 0 and 1 (Docker reserves 2). */
export type ExitRule = Readonly<{ exit: "stages" | "binary"; failOn: FailOn }>;

export const DEFAULT_EXIT_RULE: ExitRule = { exit: "stages", failOn: "model" };

/** For a target that counts as failed though it is not down. */
export function exitCodeOfStage(stage: Stage | null): number {
	return stage === "api" ? EXIT_CODES.api_down : EXIT_CODES.model_down;
}

/** The exit code for this target alone. A `degraded` one that counts as failed exits with the stage that degraded. */
export function failureCodeOf(record: Pick<TargetRecord, "status" | "stage" | "exitCode">, failOn: FailOn): number {
	const isFailure = record.status === "degraded" && failOn === "degraded";
	const code = isFailure ? exitCodeOfStage(record.stage) : record.exitCode;
	return failOn === "api" && code === EXIT_CODES.model_down ? 0 : code;
}

/** Down outweighs degraded; among equals `api` outweighs the model. */
export function worstCode(records: readonly TargetRecord[], failOn: FailOn): number {
	const down = records.filter((record) => record.status !== "degraded");
	const degraded = records.filter((record) => record.status === "degraded");
	for (const group of [down, degraded]) {
		const codes = group.map((record) => failureCodeOf(record, failOn)).filter((code) => code !== 0);
		if (codes.length > 0) return Math.min(...codes);
	}
	return 0;
}

/**
 * The exit code after `--exit` and `--fail-on`. A check that could not run stays 3, whatever `--fail-on` says; with
 * `binary` it is 1, because what could not be checked must not look healthy.
 */
export function exitCodeOf(report: Report, rule: ExitRule): number {
	const code = report.exitCode === EXIT_CHECK_FAILED ? EXIT_CHECK_FAILED : codeOfTargets(report, rule);
	return rule.exit === "binary" ? Math.min(code, 1) : code;
}

/** `--fail-on` may forgive every failure that was found. A target that was not probed is still unknown. */
function codeOfTargets({ targets, unprobed }: Report, { failOn }: ExitRule): number {
	const code = worstCode(targets, failOn);
	return code === 0 && unprobed.length > 0 ? EXIT_CHECK_FAILED : code;
}
