import { clean, plural } from "../core/prose/clean.ts";
import type { Stage } from "../core/result/failure.ts";
import type { AlertMark } from "../core/result/target-facts.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import { stageMark } from "./stages.ts";
import { clock, latency } from "./status-words.ts";
import type { Paint } from "./terminal.ts";
import { padTo } from "./terminal.ts";
import { commandLines, paragraph, stageStyle, timeBetween, titleLine } from "./text-parts.ts";

const LABEL_CELLS = 11;
const INDENT = " ".repeat(2 + LABEL_CELLS);

const ALERT_WORDS = {
	none: null,
	sent: "sent",
	pending: "not sent yet: the next check tries again",
} as const satisfies Record<AlertMark, string | null>;

/** All there is to say about one target. */
export function targetBlock(record: TargetRecord, now: string, paint: Paint, columns: number | null): string[] {
	const labelled = (label: string, value: string | null) =>
		value === null ? [] : [`  ${paint.dim(padTo(label, LABEL_CELLS))}${value}`];
	return [
		titleLine(record, now, paint),
		...labelled("server", serverOf(record, paint)),
		...labelled("model", record.model === null ? null : clean(record.model)),
		// How the stages went then says nothing of now.
		...(record.stale ? [] : labelled("api", stageOf(record, "api", paint))),
		...(record.stale ? [] : labelled("inference", stageOf(record, "inference", paint))),
		...troubleOf(record, paint, columns),
		...labelled("checked", checkedOf(record, now, paint)),
		...labelled("alert", ALERT_WORDS[record.alert]),
		...nextOf(record, paint),
	];
}

function serverOf(record: TargetRecord, paint: Paint): string {
	const url = clean(record.url, 500);
	return record.server === "unknown" ? url : `${url}  ${paint.dim(`(${record.server})`)}`;
}

function stageOf(record: TargetRecord, stage: Stage, paint: Paint): string {
	const mark = stageMark(record, stage);
	const style = stageStyle(mark, paint);
	const ms = stage === "api" ? record.apiMs : record.inferenceMs;
	const time = (ms === null ? "" : latency(ms)).padStart(7);
	const saw = stage === "api" ? listedOf(record) : answerOf(record);
	const words = mark === "not_run" ? "not asked" : (saw ?? (mark === "passed" ? "" : httpOf(record)));
	return `${style.paint(style.sign)} ${time}  ${words}`;
}

function httpOf(record: TargetRecord): string {
	return record.httpStatus === null ? "no answer" : `HTTP ${record.httpStatus}`;
}

function listedOf(record: TargetRecord): string | null {
	return record.models === null ? null : `${plural(record.models.length, "model")} listed`;
}

function answerOf(record: TargetRecord): string | null {
	const facts = [
		record.answer === null || record.answer === "" ? null : JSON.stringify(clean(record.answer, 60)),
		record.completionTokens === null ? null : plural(record.completionTokens, "token"),
		record.ttftMs === null ? null : `first after ${latency(record.ttftMs)}`,
		record.tokensPerSecond === null ? null : `${Math.round(record.tokensPerSecond)} tokens/s`,
	].filter((fact) => fact !== null);
	return facts.length === 0 ? null : facts.join(", ");
}

function troubleOf(record: TargetRecord, paint: Paint, columns: number | null): string[] {
	if (record.detail === null) return [];
	const label = record.stale || record.cause === null ? "note" : "cause";
	const [first = "", ...rest] = paragraph(record.detail, INDENT, columns);
	const head = `  ${paint.dim(padTo(label, LABEL_CELLS))}${first.slice(INDENT.length)}`;
	return [head, ...rest];
}

function checkedOf(record: TargetRecord, now: string, paint: Paint): string | null {
	const age = timeBetween(record.time, now, 60_000);
	return `${clock(record.time)}${age === null ? "" : paint.dim(`  (${age} ago)`)}`;
}

function nextOf(record: TargetRecord, paint: Paint): string[] {
	if (record.nextStep === null) return [];
	return ["", `  ${paint.bold("Next, run:")}`, ...commandLines(record.nextStep, "    ")];
}
