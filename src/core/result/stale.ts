import { humanDuration } from "../prose/clean.ts";
import { EXIT_CHECK_FAILED } from "./exit-code.ts";
import type { TargetRecord } from "./target-record.ts";

/**
 * Why a record of that time cannot speak for now, in words; `null`: it can. A time ahead of the clock by more than
 * the allowed age is no better than an old one: it would stay "fresh" until the clock caught up, cron or no cron.
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
 * A record too old to trust says so itself, in every format: not ok, exit code 3, and why. Status, cause and times stay
 * those of the last check, because that is what was seen; what it measured goes, lest a graph take it for new.
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
