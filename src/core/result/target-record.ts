import type { FailureKind } from "./failure.ts";
import type { TargetFacts } from "./target-facts.ts";

/** One target as every format shows it: its facts in words. These fields, in this order, everywhere. */
export type TargetRecord = Omit<TargetFacts, "failure" | "notes" | "access"> &
	Readonly<{
		ok: boolean;
		exitCode: number;
		cause: FailureKind | null;
		/** The cause in plain words, with the server's own words if any; or a note; `null` when simply ok. */
		detail: string | null;
		nextStep: string | null;
		/** Too old to trust (`status --max-age`). */
		stale: boolean;
	}>;

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
	"stale",
] as const satisfies readonly (keyof TargetRecord)[];

export type RecordField = (typeof RECORD_FIELDS)[number];

/** The same values in the documented order, whatever the order in the state file. */
export function inOrder(record: TargetRecord): Record<RecordField, unknown> {
	return Object.fromEntries(RECORD_FIELDS.map((field) => [field, record[field]])) as Record<RecordField, unknown>;
}
