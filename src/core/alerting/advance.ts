import type { Observation } from "../result/observe.ts";
import type { TargetFacts } from "../result/target-facts.ts";
import { type Announcement, announcementFor } from "./announce.ts";
import { type CountedVerdict, countSoftRuns, type Evidence, evidenceOf } from "./evidence.ts";
import { enqueue, forgetGoneNotifiers, markWaiting } from "./outbox.ts";
import { isOwnNetworkDown } from "./own-network.ts";
import { type Listener, recipientsOf } from "./recipients.ts";
import { type Announced, NEW_STREAK, NOTHING_ANNOUNCED, recordedFacts, type State, type TargetState } from "./state.ts";
import { extendStreak, notLater } from "./streak.ts";
import type { Transition } from "./transition.ts";

/** The next state with its outbox, and the targets for this run's report. */
export type Advanced = Readonly<{ state: State; targets: readonly TargetFacts[] }>;

/** What alerts depend on besides the observations. */
export type AlertContext = Readonly<{
	listeners: readonly Listener[];
	/** Targets whose alerts are held now, by name. */
	held: ReadonlySet<string>;
	/** Milliseconds since the epoch. */
	now: number;
}>;

/** A recorded time this far in the future means that the clock was set back. It must not block runs until then. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * Compares a run's observations with the recorded state, and puts due alerts into the outbox.
 * An observation older than the recorded one is only shown: a slow run must not overwrite a later one.
 */
export function advance(state: State, observations: readonly Observation[], context: AlertContext): Advanced {
	const ownNetwork = isOwnNetworkDown(observations.map(({ facts }) => facts));
	const names = context.listeners.map(({ name }) => name);
	// A map: copying all targets for each target would be quadratic.
	const targets = new Map(Object.entries(state.targets));
	let queue: Queue = { serial: state.serial, outbox: forgetGoneNotifiers(state.outbox, names, context.now) };
	const shown: TargetFacts[] = [];
	for (const observation of observations) {
		const { target } = observation.facts;
		const before = targets.get(target) ?? null;
		if (before && isOutdated(before.facts, observation.facts, context.now)) {
			shown.push(outdatedFacts(before, observation));
			continue;
		}
		const step = enqueueStep(queue, advanceTarget(before, observation, context), { ...context, ownNetwork });
		queue = step.queue;
		targets.set(target, step.remembered);
		shown.push(step.remembered.facts);
	}
	const notifiers = Object.fromEntries(Object.entries(state.notifiers).filter(([name]) => names.includes(name)));
	const next = { ...state, ...queue, notifiers, targets: Object.fromEntries(targets) };
	const marked = markWaiting(next, names, () => "none");
	return { state: marked, targets: shown.map((facts) => recordedFacts(marked, facts)) };
}

function isOutdated(recorded: TargetFacts, observed: TargetFacts, now: number): boolean {
	const recordedAt = Date.parse(recorded.time);
	return Date.parse(observed.time) < recordedAt && recordedAt <= now + CLOCK_TOLERANCE_MS;
}

/** Such an observation is not recorded, but still shows how many runs a soft cause has lasted. */
function outdatedFacts(before: TargetState, observation: Observation): TargetFacts {
	return countedFacts(observation, countSoftRuns(observation.verdict, before.streak.softRuns), before.facts);
}

/** A target after this run, and the alert that is due. */
type Step = Readonly<{ remembered: TargetState; announcement: Announcement | null }>;

function advanceTarget(
	before: TargetState | null,
	observation: Observation,
	{ listeners, held }: Pick<AlertContext, "listeners" | "held">,
): Step {
	const { verdict, policy, memory } = observation;
	const { target, time } = observation.facts;
	const announced = before ? withoutFuture(before.announced, time) : NOTHING_ANNOUNCED;
	const counted = countSoftRuns(verdict, before?.streak.softRuns ?? 0);
	const evidence = evidenceOf(verdict, counted, announced.status, policy);
	const streak = extendStreak(before?.streak ?? NEW_STREAK, evidence, counted.softRuns, time, policy.flapping);
	const situation = { announced, streak, evidence, status: counted.status, time, policy };
	// While alerts are held or have no listener, nothing counts as announced: a later run sends what still holds.
	const isSilent = listeners.length === 0 || held.has(target);
	const announcement = isSilent ? null : announcementFor(situation);
	const failingSince = isStillFailing(evidence, announced, announcement) ? streak.failingSince : null;
	return {
		announcement,
		remembered: {
			announced,
			streak: { ...streak, failingSince },
			variant: memory.variant,
			counters: memory.counters,
			facts: countedFacts(observation, counted, before?.facts ?? null),
		},
	};
}

/** Caps recorded times at now, in case the clock was set back. */
function withoutFuture({ announcedAt, flappingSince, ...rest }: Announced, time: string): Announced {
	return {
		...rest,
		announcedAt: announcedAt && notLater(announcedAt, time),
		flappingSince: flappingSince && notLater(flappingSince, time),
	};
}

function isStillFailing(evidence: Evidence, announced: Announced, announcement: Announcement | null): boolean {
	if (evidence.kind !== "healthy") return true;
	return (announcement?.announced ?? announced.status) !== "ok" && announcement?.kind !== "recovered";
}

/** The observed facts, with the status that counts earlier runs. */
function countedFacts({ facts }: Observation, counted: CountedVerdict, before: TargetFacts | null): TargetFacts {
	const { status, stage } = counted;
	const isSame = before?.status === status;
	return {
		...facts,
		status,
		stage,
		// A server that does not answer does not show its kind. An earlier run knew it, and the next step depends on it.
		server: facts.server === "unknown" && before?.url === facts.url ? before.server : facts.server,
		// A recorded time may be in the future when the clock was set back.
		since: isSame && Date.parse(before.since) <= Date.parse(facts.time) ? before.since : facts.time,
		changed: before ? !isSame : status !== "ok",
	};
}

type Queue = Pick<State, "serial" | "outbox">;

/** Adds a target's step to the outbox and the state. */
function enqueueStep(
	queue: Queue,
	{ remembered, announcement }: Step,
	context: AlertContext & Readonly<{ ownNetwork: boolean }>,
): Readonly<{ queue: Queue; remembered: TargetState }> {
	let { outbox, serial } = queue;
	let { announced } = remembered;
	if (announcement) {
		const recipients = recipientsOf(announced, announcement, context.listeners);
		serial += 1;
		const id = `${context.now.toString(36)}.${serial.toString(36)}`;
		const { ownNetwork } = context;
		const transition = { id, ...transitionOf(announcement, remembered.facts), ownNetwork, pending: recipients };
		outbox = enqueue(outbox, transition);
		announced = announcedAfter(announcement, recipients);
	}
	return { queue: { serial, outbox }, remembered: { ...remembered, announced } };
}

function announcedAfter(announcement: Announcement, recipients: readonly string[]): Announced {
	const { announced: status, kind, time, flappingSince } = announcement;
	const isOver = kind === "recovered" || (kind === "settled" && status === "ok");
	return isOver ? { ...NOTHING_ANNOUNCED, status } : { status, recipients, announcedAt: time, flappingSince };
}

function transitionOf(
	{ kind, from, to, time, since, interrupted }: Announcement,
	{ target, url, model, server, stage, failure, notes, access }: TargetFacts,
): Omit<Transition, "id" | "ownNetwork" | "pending"> {
	const facts = { target, url, model, server, stage, failure, notes, access };
	return { kind, from, to, time, since, interrupted, ...facts, folded: 0 };
}
