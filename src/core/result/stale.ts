import { humanDuration } from "../prose/duration.ts";
import { EXIT_CHECK_FAILED } from "./exit-code.ts";
import type { TargetRecord } from "./target-record.ts";

/**
 * Why a record of that time is too old to trust, in words; `null`: it is not. A time further in the future than the
 * allowed age is also stale: it would stay fresh until the clock caught up, whether or not cron runs.
 */
export function staleness(time: string, now: number, maxAgeMs: number): string | null {
	const ageMs = now - Date.parse(time);
	if (Number.isNaN(ageMs)) return "the last check left no readable time";
	if (ageMs > maxAgeMs) {
		return `last check ${humanDuration(ageMs)} ago, allowed ${humanDuration(maxAgeMs)}: is cron running?`;
	}
	if (ageMs < -maxAgeMs) return `last check dated ${humanDuration(-ageMs)} ahead of this clock: is the clock right?`;
	return null;
}

/**
 * A record that is too old to trust, marked so for every format: not ok, exit code 3, and why. Status, cause and times
 * stay those of the last check. Its measurements are removed, so that no graph shows them as new.
 */
export function asStale(record: TargetRecord, words: string): TargetRecord {
	return {
		...record,
		ok: false,
		stale: true,
		exitCode: EXIT_CHECK_FAILED,
		detail: words,
		nextStep: "systemctl status cron llm-healthcheck.timer",
		apiMs: null,
		inferenceMs: null,
		ttftMs: null,
		tokensPerSecond: null,
	};
}
