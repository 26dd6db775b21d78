import { exitCodeOf } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import { inOrder } from "../core/result/target-record.ts";
import type { Rendered, RenderOptions } from "./format.ts";

/**
 * One document on one line. Its `exitCode` always names the stage (or 3), also where `--exit` or `--fail-on` make the
 * process exit otherwise: a program that reads the document does not need the translation.
 */
export function render(report: Report, options: RenderOptions): Rendered {
	const { version, time, exitCode, targets, warnings } = report;
	const document = { version, time, exitCode, targets: targets.map(inOrder), warnings };
	return { stdout: `${JSON.stringify(document)}\n`, exitCode: exitCodeOf(report, options.exitRule) };
}
