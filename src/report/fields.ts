import { RECORD_FIELDS, type RecordField, type TargetRecord } from "../core/result/target-record.ts";

/** The same values in the documented order, whatever order the state file had them in. */
export function inOrder(record: TargetRecord): Record<RecordField, unknown> {
	return Object.fromEntries(RECORD_FIELDS.map((field) => [field, record[field]])) as Record<RecordField, unknown>;
}
