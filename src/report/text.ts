import { exitCodeOf } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { Rendered, RenderOptions } from "./format.ts";
import { paintWith } from "./terminal.ts";
import { targetBlock } from "./text-block.ts";
import { targetTable } from "./text-table.ts";

/**
 * For people: one target in full, several as a table with what is wrong beneath it.
 * Warnings are not here: they go to stderr, so that a redirected report keeps to the report.
 */
export function render(report: Report, options: RenderOptions): Rendered {
	const paint = paintWith(options.color);
	const [only, ...others] = report.targets;
	const lines =
		only !== undefined && others.length === 0
			? targetBlock(only, report.time, paint, options.columns)
			: targetTable(report.targets, report.time, paint, options.columns);
	return {
		stdout: lines.map((line) => `${line.trimEnd()}\n`).join(""),
		exitCode: exitCodeOf(report, options.exitRule),
	};
}
