import { EXIT_CHECK_FAILED, exitCodeOf } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { RecordField } from "../core/result/target-record.ts";
import type { Rendered, RenderOptions } from "./format.ts";

/** `--print` shows one target. For several: the report without targets, and a warning that says so. */
export function oneTargetOnly(report: Report): Report {
	const count = report.targets.length;
	if (count <= 1) return report;
	const problem = `--print shows one target and here are ${count}: choose one with --target NAME`;
	return { ...report, exitCode: EXIT_CHECK_FAILED, targets: [], warnings: [...report.warnings, problem] };
}

/**
 * The bare value of the one target's field: text as it is, lists as JSON, nothing at all (an empty line) for null.
 * Without a target (nothing recorded) stdout stays empty: a made-up value would look like a real one.
 */
export function printField(report: Report, field: RecordField, options: Pick<RenderOptions, "exitRule">): Rendered {
	const exitCode = exitCodeOf(report, options.exitRule);
	const record = report.targets[0];
	if (record === undefined) return { stdout: "", exitCode };
	return { stdout: `${bare(record[field])}\n`, exitCode };
}

function bare(value: unknown): string {
	if (value === null) return "";
	return Array.isArray(value) ? JSON.stringify(value) : String(value);
}
