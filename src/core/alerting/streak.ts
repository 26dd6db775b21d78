import type { Status } from "../result/verdict.ts";
import type { Bearing } from "./evidence.ts";
import type { AlertPolicy } from "./policy.ts";
import type { Streak } from "./state.ts";

/** Counts one more run. `time`: when the target was probed (ISO). */
export function extendStreak(
	before: Streak,
	bearing: Bearing,
	softRuns: number,
	time: string,
	flapping: AlertPolicy["flapping"],
): Streak {
	const known = notAfter(before, time);
	if (bearing.kind === "unsettled") return { ...known, softRuns };
	const settled = bearing.status ?? known.settled;
	const counted = { softRuns, settled, changes: changesOf(known, settled, time, flapping) };
	return bearing.kind === "trouble"
		? {
				...counted,
				troubleRuns: known.troubleRuns + 1,
				troubleSince: known.troubleSince ?? time,
				interrupted: known.troubleSince !== null && (known.interrupted || known.wellRuns > 0),
				wellRuns: 0,
				wellSince: null,
			}
		: {
				...counted,
				troubleRuns: 0,
				// Kept: the message of recovery needs it. `advance` forgets it when the trouble is over.
				troubleSince: known.troubleSince,
				interrupted: known.interrupted,
				wellRuns: known.wellRuns + 1,
				wellSince: known.wellSince ?? time,
			};
}

function changesOf(
	before: Streak,
	settled: Status,
	time: string,
	flapping: AlertPolicy["flapping"],
): readonly string[] {
	if (!flapping) return [];
	const oldest = Date.parse(time) - flapping.withinMs;
	const recent = before.changes.filter((change) => Date.parse(change) > oldest);
	// More than the threshold tells nothing more, and would grow without end.
	return (settled === before.settled ? recent : [...recent, time]).slice(-flapping.changes - 1);
}

/** A clock that was set back must not leave times that lie ahead. */
export function notLater(time: string, than: string): string {
	return Date.parse(time) > Date.parse(than) ? than : time;
}

function notAfter(streak: Streak, time: string): Streak {
	return {
		...streak,
		troubleSince: streak.troubleSince && notLater(streak.troubleSince, time),
		wellSince: streak.wellSince && notLater(streak.wellSince, time),
		changes: streak.changes.map((change) => notLater(change, time)),
	};
}
