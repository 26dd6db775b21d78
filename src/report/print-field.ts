import { nearest } from "../core/nearest.ts";
import type { Report } from "../core/record.ts";
import { exitCodeOf } from "./exit-code.ts";
import { RECORD_FIELDS, type RecordField } from "./fields.ts";
import type { Rendered, RenderOptions } from "./rendered.ts";

/**
 * What is wrong with `--print FIELD` for so many targets, in words; `null`: nothing.
 * Asked before anything is probed, so that a mistyped field costs no request.
 */
export function printProblem(field: string, targetCount: number): string | null {
	if (!isField(field)) {
		const guess = nearest(field, RECORD_FIELDS);
		const hint = guess === null ? "" : ` Did you mean ${guess}?`;
		return `--print: there is no field ${JSON.stringify(field)}.${hint} The fields are ${RECORD_FIELDS.join(", ")}.`;
	}
	if (targetCount > 1) return `--print shows one target and here are ${targetCount}: choose one with --target NAME.`;
	return null;
}

/**
 * The bare value of the one target's field: text as it is, lists as JSON, nothing at all (an empty line) for null.
 * Without a target (nothing recorded) stdout stays empty: a made-up value would be taken for one.
 */
export function printField(report: Report, field: string, options: Pick<RenderOptions, "exitRule">): Rendered {
	const exitCode = exitCodeOf(report, options.exitRule);
	const record = report.targets[0];
	if (record === undefined || !isField(field)) return { stdout: "", exitCode };
	return { stdout: `${bare(record[field])}\n`, exitCode };
}

function isField(field: string): field is RecordField {
	return (RECORD_FIELDS as readonly string[]).includes(field);
}

function bare(value: unknown): string {
	if (value === null) return "";
	return Array.isArray(value) ? JSON.stringify(value) : String(value);
}
