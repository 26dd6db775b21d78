import { CAUSES } from "../core/causes/causes.ts";
import type { Stage } from "../core/result/failure.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import type { Status } from "../core/result/verdict.ts";

/** How a stage went, as far as a record shows. */
export type StageMark = "passed" | "degraded" | "failed" | "not_run";

/** A failed stage `api` leaves `inference` out; a blamed stage takes the colour of the status. */
export function stageMark(record: TargetRecord, stage: Stage): StageMark {
	if (record.stage === stage) {
		if (record.status === "ok") return "passed";
		if (record.cause !== null && CAUSES[record.cause]?.modelNotAsked) return "not_run";
		return record.status === "degraded" ? "degraded" : "failed";
	}
	if (stage === "api") return "passed";
	return record.inferenceMs === null && record.status !== "ok" ? "not_run" : "passed";
}

/** The worst last, next to the prompt, where the eye is; among equals the order of the configuration. */
export function worstLast(records: readonly TargetRecord[]): TargetRecord[] {
	return records.toSorted((a, b) => gravity(a) - gravity(b));
}

const STATUS_GRAVITY = { ok: 0, degraded: 1, model_down: 3, api_down: 4 } as const satisfies Record<Status, number>;
const STALE_GRAVITY = 2;

function gravity(record: TargetRecord): number {
	return record.stale ? STALE_GRAVITY : STATUS_GRAVITY[record.status];
}
