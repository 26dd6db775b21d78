import { exitCodeOf } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import { inOrder } from "../core/result/target-record.ts";
import type { Status } from "../core/result/verdict.ts";
import type { Rendered, RenderOptions } from "./format.ts";
import { type Level, logLine } from "./log-line.ts";
import { sentenceOf } from "./status-words.ts";

const LEVELS = {
	ok: "info",
	degraded: "warn",
	model_down: "error",
	api_down: "error",
} as const satisfies Record<Status, Level>;

/** One line a target. The record's `time` is the line's: a second key of that name would hide the first from readers. */
export function render(report: Report, options: RenderOptions): Rendered {
	return { stdout: report.targets.map(lineOf).join(""), exitCode: exitCodeOf(report, options.exitRule) };
}

function lineOf(record: TargetRecord): string {
	const { time, ...fields } = inOrder(record);
	const level = record.stale ? "error" : LEVELS[record.status];
	return logLine(level, record.time, fields, sentenceOf(record));
}
