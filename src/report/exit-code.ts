import { type FailOn, worstCode } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/target-record.ts";
import { EXIT_CHECK_FAILED } from "../core/result/verdict.ts";

/** `--exit` and `--fail-on`: how a caller wants the verdict told by the exit code. */
export type ExitRule = Readonly<{
	/** `binary`: for callers that know only 0 and 1 (Docker reserves 2). */
	exit: "stages" | "binary";
	failOn: FailOn;
}>;

export const DEFAULT_EXIT_RULE: ExitRule = { exit: "stages", failOn: "model" };

/**
 * The exit code for callers that read ours. A check that could not run stays 3, whatever `--fail-on` says;
 * under `binary` it is 1 as well, because nothing that could not be checked may look healthy.
 */
export function exitCodeOf(report: Report, rule: ExitRule): number {
	const code = report.exitCode === EXIT_CHECK_FAILED ? EXIT_CHECK_FAILED : codeOfTargets(report, rule);
	return rule.exit === "binary" ? Math.min(code, 1) : code;
}

/** What `--fail-on` forgives leaves the unprobed targets: nothing says that they are well. */
function codeOfTargets({ targets, unprobed }: Report, { failOn }: ExitRule): number {
	const code = worstCode(targets, failOn);
	return code === 0 && unprobed.length > 0 ? EXIT_CHECK_FAILED : code;
}
