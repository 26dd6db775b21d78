import { clean } from "../core/prose/clean.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import { worstLast } from "./stages.ts";
import { countOf, latency, statusWords } from "./status-words.ts";
import type { Paint } from "./terminal.ts";
import { cutTo, displayWidth, padTo } from "./terminal.ts";
import { failureLines } from "./text-failures.ts";
import { type StatusStyle, styleOf } from "./text-parts.ts";

const NAME_CELLS = 40;
const API_CELLS = 7;
const INFERENCE_CELLS = "inference".length;

type Row = Readonly<{ record: TargetRecord; style: StatusStyle; cells: readonly string[] }>;

/** A line a target, the worst last; beneath, what is wrong with each that is not ok; at the end, the count. */
export function targetTable(
	records: readonly TargetRecord[],
	now: string,
	paint: Paint,
	columns: number | null,
): string[] {
	if (records.length === 0) return [];
	const rows = worstLast(records).map(
		(record): Row => ({ record, style: styleOf(record, paint), cells: cellsOf(record) }),
	);
	const heads = ["target", "status", "api".padStart(API_CELLS), "inference", "model"];
	const widths = heads.map((head, column) =>
		Math.max(...[head, ...rows.map((row) => row.cells[column] ?? "")].map(displayWidth)),
	);
	return [
		paint.dim(`  ${lineOf(heads, widths)}`),
		...rows.map((row) => `${row.style.paint(row.style.sign)} ${lineOf(row.cells, widths, row.style.paint)}`),
		...failureLines(
			rows.map(({ record }) => record),
			now,
			paint,
			columns,
		),
		"",
		countOf(records),
	];
}

function cellsOf(record: TargetRecord): string[] {
	const time = (ms: number | null) => (ms === null ? "-" : latency(ms));
	return [
		cutTo(clean(record.target), NAME_CELLS),
		statusWords(record),
		time(record.apiMs).padStart(API_CELLS),
		time(record.inferenceMs).padStart(INFERENCE_CELLS),
		clean(record.model ?? "-"),
	];
}

/** Padded first and painted after, because colour codes take no cells. */
function lineOf(cells: readonly string[], widths: readonly number[], paintStatus = (text: string) => text): string {
	return cells
		.map((cell, column) => (column === cells.length - 1 ? cell : padTo(cell, widths[column] ?? 0)))
		.map((cell, column) => (column === 1 ? paintStatus(cell) : cell))
		.join("  ");
}
