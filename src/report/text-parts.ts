import { clean } from "../core/prose/clean.ts";
import { humanDuration } from "../core/prose/duration.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import type { Status } from "../core/result/verdict.ts";
import type { StageMark } from "./stages.ts";
import { statusWords } from "./status-words.ts";
import type { Paint } from "./terminal.ts";
import { wrapTo } from "./terminal.ts";

export type StatusStyle = Readonly<{ sign: string; paint(text: string): string }>;

const STATUS_SIGNS = { ok: "✔", degraded: "!", model_down: "✖", api_down: "✖" } as const satisfies Record<
	Status,
	string
>;

/** Sign and colour of a target as a whole. */
export function styleOf(record: TargetRecord, paint: Paint): StatusStyle {
	if (record.stale) return { sign: "?", paint: paint.yellow };
	const colors = { ok: paint.green, degraded: paint.yellow, model_down: paint.red, api_down: paint.red };
	return { sign: STATUS_SIGNS[record.status], paint: colors[record.status] };
}

/** Sign and colour of one of its stages. */
export function stageStyle(mark: StageMark, paint: Paint): StatusStyle {
	const styles: Record<StageMark, StatusStyle> = {
		passed: { sign: "✔", paint: paint.green },
		degraded: { sign: "!", paint: paint.yellow },
		failed: { sign: "✖", paint: paint.red },
		not_run: { sign: "-", paint: paint.dim },
	};
	return styles[mark];
}

/** The line that names a target and what it is: `✖ gpustack: model down for 12m 5s  (server_error)`. */
export function titleLine(record: TargetRecord, now: string, paint: Paint): string {
	return titleLineOf(record, clean(record.target), heldFor(record, now), paint);
}

/** The same line for targets that share all but their names. */
export function titleLineOf(record: TargetRecord, names: string, held: string | null, paint: Paint): string {
	const style = styleOf(record, paint);
	const words = style.paint(statusWords(record)) + (held === null ? "" : ` for ${held}`);
	const cause = record.cause === null ? "" : paint.dim(`  (${record.cause})`);
	return `${style.paint(style.sign)} ${paint.bold(names)}: ${words}${cause}`;
}

/** How long the status holds; `null` where nothing is remembered, or the record is too old to trust. */
export function heldFor(record: TargetRecord, now: string): string | null {
	return record.since === record.time || record.stale ? null : timeBetween(record.since, now, 1000);
}

/** `12m 5s` from one ISO time to another; `null` when that is no time worth telling. */
export function timeBetween(from: string, to: string, leastMs: number): string | null {
	const ms = Date.parse(to) - Date.parse(from);
	return ms >= leastMs ? humanDuration(ms) : null;
}

/** What is wrong, wrapped to the terminal, every line with the same indent. */
export function paragraph(text: string, indent: string, columns: number | null): string[] {
	const cells = Math.max(30, (columns ?? 100) - indent.length - 1);
	return wrapTo(clean(text, 1000), cells).map((line) => indent + line);
}

/** The next command, never wrapped: it must survive copy and paste. */
export function commandLines(command: string, indent: string): string[] {
	return command
		.split("\n")
		.map((line) => clean(line, 2000))
		.filter((line) => line !== "")
		.map((line) => indent + line);
}
