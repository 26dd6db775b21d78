import type { TargetRecord } from "../core/record.ts";

/** A record's fields in their documented order. */
export const RECORD_FIELDS = [
	"target",
	"url",
	"model",
	"status",
	"ok",
	"exitCode",
	"stage",
	"cause",
	"detail",
	"nextStep",
	"httpStatus",
	"apiMs",
	"inferenceMs",
	"ttftMs",
	"tokensPerSecond",
	"models",
	"server",
	"answer",
	"completionTokens",
	"time",
	"since",
	"changed",
	"alert",
] as const satisfies readonly (keyof TargetRecord)[];

export type RecordField = (typeof RECORD_FIELDS)[number];

/** The same values in the documented order, whatever order the state file had them in. */
export function inOrder(record: TargetRecord): Record<RecordField, unknown> {
	return Object.fromEntries(RECORD_FIELDS.map((field) => [field, record[field]])) as Record<RecordField, unknown>;
}
