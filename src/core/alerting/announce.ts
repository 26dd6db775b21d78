import type { Status } from "../result/verdict.ts";
import { type Evidence, isDown } from "./evidence.ts";
import type { AlertPolicy } from "./policy.ts";
import { isQuiet } from "./quiet.ts";
import type { Announced, Streak } from "./state.ts";
import type { Transition } from "./transition.ts";

/** What is due to be sent of a target, before it is known to whom. */
export type Announcement = Readonly<
	Pick<Transition, "kind" | "from" | "to" | "time" | "since" | "interrupted"> & {
		/** What counts as announced from now on. */
		announced: Status;
		flappingSince: string | null;
	}
>;

export type Situation = Readonly<{
	announced: Announced;
	streak: Streak;
	evidence: Evidence;
	/** The status of this run's record. */
	status: Status;
	/** When the target was probed (ISO). */
	time: string;
	policy: AlertPolicy;
}>;

/** The one decision about alerts: what of this run is due to be sent, if anything. */
export function announcementFor(situation: Situation): Announcement | null {
	const { policy, time } = situation;
	// Held: nothing counts as announced, so what still holds after the window is sent by the first run then.
	if (isQuiet(policy.quiet, Date.parse(time))) return null;
	if (situation.announced.flappingSince !== null) return settledFlapping(situation, situation.announced.flappingSince);
	return startedFlapping(situation) ?? changedStatus(situation) ?? reminder(situation);
}

function changedStatus({ announced, streak, evidence, status, time, policy }: Situation): Announcement | null {
	const from = announced.status;
	const since = streak.failingSince ?? time;
	const { interrupted } = streak;
	if (evidence.kind === "failing") {
		if (evidence.status === null || evidence.status === from || streak.failingRuns < policy.alertAfter) return null;
		return {
			kind: "problem",
			from,
			to: evidence.status,
			time,
			since,
			interrupted,
			announced: evidence.status,
			flappingSince: null,
		};
	}
	if (evidence.kind === "inconclusive" || evidence.status === from || streak.healthyRuns < policy.recoverAfter)
		return null;
	if (evidence.status === "degraded") {
		return {
			kind: "problem",
			from,
			to: "degraded",
			time,
			since,
			interrupted,
			announced: "degraded",
			flappingSince: null,
		};
	}
	// The failure ended when health began, not when it had held long enough to be sent.
	const ended = streak.healthySince ?? time;
	return { kind: "recovered", from, to: status, time: ended, since, interrupted, announced: "ok", flappingSince: null };
}

function reminder({ announced, streak, evidence, time, policy }: Situation): Announcement | null {
	const from = announced.status;
	if (policy.remindEveryMs === null || announced.announcedAt === null) return null;
	if (evidence.kind !== "failing" || evidence.status !== from || !isDown(from)) return null;
	if (Date.parse(time) - Date.parse(announced.announcedAt) < policy.remindEveryMs) return null;
	const since = streak.failingSince ?? time;
	const { interrupted } = streak;
	return { kind: "reminder", from, to: from, time, since, interrupted, announced: from, flappingSince: null };
}

function startedFlapping({ announced, streak, time, policy }: Situation): Announcement | null {
	if (policy.flapping === null || streak.changes.length <= policy.flapping.changes) return null;
	const since = streak.changes[0] ?? time;
	const { status: from } = announced;
	return {
		kind: "flapping",
		from,
		to: streak.settled,
		time,
		since,
		interrupted: false,
		announced: from,
		flappingSince: time,
	};
}

/** Calm enough is half of the changes that began it: one threshold for both would flap itself. */
function settledFlapping({ announced, streak, evidence, time, policy }: Situation, since: string): Announcement | null {
	const calm = policy.flapping === null || streak.changes.length <= Math.floor(policy.flapping.changes / 2);
	if (!calm || evidence.kind === "inconclusive" || evidence.status === null) return null;
	const to = evidence.status;
	return {
		kind: "settled",
		from: announced.status,
		to,
		time,
		since,
		interrupted: false,
		announced: to,
		flappingSince: null,
	};
}
