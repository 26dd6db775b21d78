import { exitCodeOf } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import type { Status } from "../core/result/verdict.ts";
import { inOrder } from "./fields.ts";
import type { Rendered, RenderOptions } from "./rendered.ts";
import { sentenceOf } from "./status-words.ts";

/** pino's numbers for info, warn and error. */
const LEVELS = { ok: 30, degraded: 40, model_down: 50, api_down: 50 } as const satisfies Record<Status, number>;

/**
 * One line a target, as pino would write it; pino itself would cost a third of the start-up time on the hot path.
 * The record's `time` is pino's `time`: a second key of that name would hide the first from every reader.
 */
export function render(report: Report, options: RenderOptions): Rendered {
	const stdout = report.targets.map((record) => `${lineOf(record)}\n`).join("");
	return { stdout, exitCode: exitCodeOf(report, options.exitRule) };
}

function lineOf(record: TargetRecord): string {
	const { time, ...fields } = inOrder(record);
	const level = record.stale ? 50 : LEVELS[record.status];
	return JSON.stringify({
		level,
		time: Date.parse(record.time),
		name: "llm-healthcheck",
		...fields,
		msg: sentenceOf(record),
	});
}
