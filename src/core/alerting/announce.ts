import type { Status } from "../result/verdict.ts";
import { type Evidence, isDown } from "./evidence.ts";
import type { AlertPolicy } from "./policy.ts";
import type { Announced, Streak } from "./state.ts";
import type { Transition } from "./transition.ts";

/** An alert about one target that is due, before its recipients are known. */
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
	/** The status that this run shows. */
	status: Status;
	/** When the target was probed (ISO). */
	time: string;
	policy: AlertPolicy;
}>;

/** The one decision about alerts: which alert is due after this run, if any. */
export function announcementFor(situation: Situation): Announcement | null {
	const { flappingSince } = situation.announced;
	if (flappingSince !== null) return settledFlapping(situation, flappingSince);
	return startedFlapping(situation) ?? changedStatus(situation) ?? reminder(situation);
}

function changedStatus(situation: Situation): Announcement | null {
	const { announced, streak, evidence, status, time, policy } = situation;
	const { status: from } = announced;
	if (evidence.kind === "inconclusive" || evidence.status === null || evidence.status === from) return null;
	if (evidence.kind === "failing") {
		return streak.failingRuns < policy.alertAfter ? null : problem(situation, evidence.status);
	}
	if (streak.healthyRuns < policy.recoverAfter) return null;
	if (evidence.status === "degraded") return problem(situation, "degraded");
	// The failure ended when the target became healthy, not when it had been healthy long enough to announce.
	const ended = streak.healthySince ?? time;
	return { ...episode(situation), kind: "recovered", to: status, time: ended, announced: "ok", flappingSince: null };
}

function problem(situation: Situation, to: Status): Announcement {
	return { ...episode(situation), kind: "problem", to, announced: to, flappingSince: null };
}

/** The status before, and when the failure began. */
function episode({ announced, streak, time }: Situation) {
	return { from: announced.status, time, since: streak.failingSince ?? time, interrupted: streak.interrupted };
}

function reminder(situation: Situation): Announcement | null {
	const { announced, evidence, time, policy } = situation;
	const { status } = announced;
	if (policy.remindEveryMs === null || announced.announcedAt === null) return null;
	if (evidence.kind !== "failing" || evidence.status !== status || !isDown(status)) return null;
	if (Date.parse(time) - Date.parse(announced.announcedAt) < policy.remindEveryMs) return null;
	return { ...episode(situation), kind: "reminder", to: status, announced: status, flappingSince: null };
}

function startedFlapping({ announced, streak, time, policy }: Situation): Announcement | null {
	if (policy.flapping === null || streak.changes.length <= policy.flapping.changes) return null;
	const since = streak.changes[0] ?? time;
	const { status } = announced;
	const flapping = { from: status, to: streak.confirmed, time, since, interrupted: false };
	return { ...flapping, kind: "flapping", announced: status, flappingSince: time };
}

/** Flapping ends at half of the changes that start it: a single threshold would itself flap. */
function settledFlapping({ announced, streak, evidence, time, policy }: Situation, since: string): Announcement | null {
	const isCalm = policy.flapping === null || streak.changes.length <= Math.floor(policy.flapping.changes / 2);
	if (!isCalm || evidence.kind === "inconclusive" || evidence.status === null) return null;
	const settled = { from: announced.status, to: evidence.status, time, since, interrupted: false };
	return { ...settled, kind: "settled", announced: evidence.status, flappingSince: null };
}
