import { EXIT_CODES } from "../result/exit-code.ts";
import type { Observation } from "../result/observe.ts";
import type { TargetRecord } from "../result/target-record.ts";
import { type Announcement, announcementFor } from "./announce.ts";
import { type Evidence, evidenceOf, type SettledVerdict, settle } from "./evidence.ts";
import { enqueue, forgetGoneNotifiers, markWaiting } from "./outbox.ts";
import { isOwnNetworkDown } from "./own-network.ts";
import { type Listener, recipients } from "./recipients.ts";
import { type Announced, NEW_STREAK, NOTHING_ANNOUNCED, recordedAs, type State, type TargetState } from "./state.ts";
import { extendStreak, notLater } from "./streak.ts";
import type { Transition } from "./transition.ts";

/** The next state with its outbox, and the records as this run shows them. */
export type Advanced = Readonly<{ state: State; records: readonly TargetRecord[] }>;

/** A recorded time this far ahead means that the clock was set back: it must not block the runs until then. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * Compares what a run saw with what is remembered, and puts what is due to be sent into the outbox.
 * An observation older than the recorded one is shown and otherwise dropped: a slow run must not overwrite a later
 * one. `now`: milliseconds since the epoch.
 */
export function advance(
	state: State,
	observations: readonly Observation[],
	listeners: readonly Listener[],
	now: number,
): Advanced {
	const ownNetwork = isOwnNetworkDown(observations.map(({ record }) => record));
	const names = listeners.map(({ name }) => name);
	// A map, because a copy of all targets for each of a thousand would be a million.
	const targets = new Map(Object.entries(state.targets));
	let waiting: Waiting = { serial: state.serial, outbox: forgetGoneNotifiers(state.outbox, names, now) };
	const records: TargetRecord[] = [];
	for (const observation of observations) {
		const before = targets.get(observation.record.target) ?? null;
		if (before && isOutdated(before.record, observation.record, now)) {
			records.push(shownOnly(before, observation));
			continue;
		}
		const step = recordStep(waiting, advanceTarget(before, observation, listeners), {
			observation,
			ownNetwork,
			listeners,
			now,
		});
		waiting = step.waiting;
		targets.set(observation.record.target, step.remembered);
		records.push(step.remembered.record);
	}
	const notifiers = Object.fromEntries(Object.entries(state.notifiers).filter(([name]) => names.includes(name)));
	const next = { ...state, ...waiting, notifiers, targets: Object.fromEntries(targets) };
	const marked = markWaiting(next, names, () => "none");
	return { state: marked, records: records.map((record) => recordedAs(marked, record)) };
}

function isOutdated(recorded: TargetRecord, seen: TargetRecord, now: number): boolean {
	const recordedAt = Date.parse(recorded.time);
	return Date.parse(seen.time) < recordedAt && recordedAt <= now + CLOCK_TOLERANCE_MS;
}

/** It counts for nothing, but how long a soft cause has held by now is known all the same. */
function shownOnly(before: TargetState, observation: Observation): TargetRecord {
	return recordOf(observation, settle(observation.verdict, before.streak.softRuns), before.record);
}

/** A target one run further, and what of it is due. */
type Step = Readonly<{ remembered: TargetState; announcement: Announcement | null }>;

function advanceTarget(before: TargetState | null, observation: Observation, listeners: readonly Listener[]): Step {
	const { verdict, policy, memory } = observation;
	const { time } = observation.record;
	const announced = before ? announcedBy(before.announced, time) : NOTHING_ANNOUNCED;
	const settled = settle(verdict, before?.streak.softRuns ?? 0);
	const evidence = evidenceOf(verdict, settled, announced.status, policy);
	const streak = extendStreak(before?.streak ?? NEW_STREAK, evidence, settled.softRuns, time, policy.flapping);
	const situation = { announced, streak, evidence, status: settled.status, time, policy };
	// Where nobody listens nothing counts as announced: the first run with a notifier sends what still holds.
	const announcement = listeners.length === 0 ? null : announcementFor(situation);
	const failingSince = failureGoesOn(evidence, announced, announcement) ? streak.failingSince : null;
	return {
		announcement,
		remembered: {
			announced,
			streak: { ...streak, failingSince },
			variant: memory.variant,
			counters: memory.counters,
			record: recordOf(observation, settled, before?.record ?? null),
		},
	};
}

function announcedBy({ announcedAt, flappingSince, ...rest }: Announced, time: string): Announced {
	return {
		...rest,
		announcedAt: announcedAt && notLater(announcedAt, time),
		flappingSince: flappingSince && notLater(flappingSince, time),
	};
}

function failureGoesOn(evidence: Evidence, announced: Announced, announcement: Announcement | null): boolean {
	if (evidence.kind !== "healthy") return true;
	return (announcement?.announced ?? announced.status) !== "ok" && announcement?.kind !== "recovered";
}

function recordOf({ record }: Observation, settled: SettledVerdict, before: TargetRecord | null): TargetRecord {
	const { status, stage } = settled;
	const held = before?.status === status;
	return {
		...record,
		status,
		stage,
		ok: status === "ok",
		exitCode: EXIT_CODES[status],
		// A recorded time may lie ahead when the clock was set back.
		since: held && Date.parse(before.since) <= Date.parse(record.time) ? before.since : record.time,
		changed: before ? !held : status !== "ok",
	};
}

type AdvanceContext = Readonly<{
	observation: Observation;
	ownNetwork: boolean;
	listeners: readonly Listener[];
	now: number;
}>;

type Waiting = Pick<State, "serial" | "outbox">;

/** A target's step as the state keeps it. */
function recordStep(
	waiting: Waiting,
	{ remembered, announcement }: Step,
	context: AdvanceContext,
): Readonly<{ waiting: Waiting; remembered: TargetState }> {
	let { outbox, serial } = waiting;
	let { announced } = remembered;
	if (announcement) {
		const notifiers = recipients(announced, announcement, context.listeners);
		serial += 1;
		outbox = enqueue(outbox, transitionOf(announcement, remembered.record, notifiers, serial, context));
		announced = onceSent(announcement, notifiers);
	}
	return { waiting: { serial, outbox }, remembered: { ...remembered, announced } };
}

function onceSent({ announced: status, kind, time, flappingSince }: Announcement, recipients: string[]): Announced {
	const over = kind === "recovered" || (kind === "settled" && status === "ok");
	return over ? { ...NOTHING_ANNOUNCED, status } : { status, recipients, announcedAt: time, flappingSince };
}

function transitionOf(
	{ kind, from, to, time, since, interrupted }: Announcement,
	record: TargetRecord,
	pending: readonly string[],
	serial: number,
	{ observation, ownNetwork, now }: AdvanceContext,
): Transition {
	const { target, url, model, server, cause, detail, nextStep } = record;
	const { headline } = observation;
	const id = `${now.toString(36)}.${serial.toString(36)}`;
	const facts = { target, url, model, server, cause, headline, detail, nextStep };
	return { id, kind, from, to, time, since, interrupted, ...facts, ownNetwork, folded: 0, pending };
}
