import type { Status } from "../result/verdict.ts";
import type { Evidence } from "./evidence.ts";
import type { AlertPolicy } from "./policy.ts";
import type { Streak } from "./state.ts";

/** Counts one more run. `time`: when the target was probed (ISO). */
export function extendStreak(
	before: Streak,
	evidence: Evidence,
	softRuns: number,
	time: string,
	flapping: AlertPolicy["flapping"],
): Streak {
	const known = notAfter(before, time);
	if (evidence.kind === "inconclusive") return { ...known, softRuns };
	const confirmed = evidence.status ?? known.confirmed;
	const counted = { softRuns, confirmed, changes: changesOf(known, confirmed, time, flapping) };
	return evidence.kind === "failing"
		? {
				...counted,
				failingRuns: known.failingRuns + 1,
				failingSince: known.failingSince ?? time,
				interrupted: known.failingSince !== null && (known.interrupted || known.healthyRuns > 0),
				healthyRuns: 0,
				healthySince: null,
			}
		: {
				...counted,
				failingRuns: 0,
				// Kept: the recovery message needs it. `advance` forgets it when the failure is over.
				failingSince: known.failingSince,
				interrupted: known.interrupted,
				healthyRuns: known.healthyRuns + 1,
				healthySince: known.healthySince ?? time,
			};
}

function changesOf(
	before: Streak,
	confirmed: Status,
	time: string,
	flapping: AlertPolicy["flapping"],
): readonly string[] {
	if (!flapping) return [];
	const oldest = Date.parse(time) - flapping.withinMs;
	const recent = before.changes.filter((change) => Date.parse(change) > oldest);
	// Bounded: more than the threshold adds nothing.
	return (confirmed === before.confirmed ? recent : [...recent, time]).slice(-flapping.changes - 1);
}

/** The earlier of the two: a clock that was set back must not leave future times. */
export function notLater(time: string, than: string): string {
	return Date.parse(time) > Date.parse(than) ? than : time;
}

function notAfter(streak: Streak, time: string): Streak {
	return {
		...streak,
		failingSince: streak.failingSince && notLater(streak.failingSince, time),
		healthySince: streak.healthySince && notLater(streak.healthySince, time),
		changes: streak.changes.map((change) => notLater(change, time)),
	};
}
