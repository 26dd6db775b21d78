import type { Spread } from "./statistics.ts";

/** One line of the result. `demand`, `aim`: what must be reached at most. */
export type Row = Readonly<{
	axis: string;
	unit: "x" | "1/" | "%" | "s" | "MB" | "ms" | "";
	spread: Spread;
	/** The medians behind a ratio, or whatever else a reader may want. */
	note: string;
	demand?: number;
	aim?: number;
}>;

export function rendered(rows: readonly Row[]): string {
	const head = ["axis", "median", "q1–q3", "demand", "aim", "", "measured"];
	const lines = rows.map((row) => [
		row.axis,
		show(row, row.spread.median),
		`${show(row, row.spread.q1)} – ${show(row, row.spread.q3)}`,
		row.demand === undefined ? "" : show(row, row.demand),
		row.aim === undefined ? "" : show(row, row.aim),
		verdict(row),
		row.note,
	]);
	const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)));
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
	return [line(head), line(widths.map((width) => "-".repeat(width))), ...lines.map(line)].join("\n");
}

export function reaches(row: Row): boolean {
	return row.demand === undefined || reached(row, row.demand);
}

function verdict(row: Row): string {
	if (row.demand === undefined) return "";
	if (!reaches(row)) return "MISSED";
	return row.aim !== undefined && reached(row, row.aim) ? "aim" : "demand";
}

/** A share of the peers' cost is written 1/N: there the greater N is the better one. */
function reached({ unit, spread }: Row, limit: number): boolean {
	return unit === "1/" ? spread.median >= limit : spread.median <= limit;
}

function show({ unit }: Row, value: number): string {
	switch (unit) {
		case "x":
			return `${value.toFixed(2)}x`;
		case "1/":
			return `1/${value.toFixed(1)}`;
		case "%":
			return `${value.toFixed(1)} %`;
		case "s":
			return `${value.toFixed(2)} s`;
		case "MB":
			return `${value.toFixed(0)} MB`;
		case "ms":
			return `${value.toFixed(1)} ms`;
		case "":
			return String(value);
	}
}
