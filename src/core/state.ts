import type { Counters, RequestVariant } from "./outcome.ts";
import type { TargetRecord } from "./record.ts";
import type { Status } from "./verdict.ts";

export const STATE_VERSION = 1;

/** What is remembered of one target between runs: what the next decision needs, and the record `status` shows. */
export type TargetState = Readonly<{
	/** The last status that the notifiers were told of, and took over into the outbox. */
	announced: Status;
	/** When the announced trouble began (ISO); `null` while `ok` is announced. */
	troubleSince: string | null;
	/** Runs in a row with a soft cause. */
	softRuns: number;
	variant: RequestVariant | null;
	counters: Counters | null;
	record: TargetRecord;
}>;
