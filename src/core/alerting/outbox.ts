import type { AlertMark } from "../result/target-facts.ts";
import type { State, TargetState } from "./state.ts";
import type { Transition } from "./transition.ts";

/** At most this many unsent transitions of one target are kept separately. More are folded into others, and counted. */
const MAX_PER_TARGET = 8;

/**
 * How long a transition is kept for a notifier that left the configuration (it may be missing from one run only), or
 * that refuses it for its setup.
 */
const KEPT_FOR_MS = 7 * 24 * 3600 * 1000;

/** Adds a transition to the outbox. Removes a reminder that it makes pointless, and folds if there are too many. */
export function enqueue(outbox: readonly Transition[], added: Transition): readonly Transition[] {
	// A change of the target replaces a reminder of its old status.
	const kept = outbox.filter(({ target, kind }) => !(target === added.target && kind === "reminder"));
	if (added.pending.length === 0) return kept;
	return foldTarget([...kept, added], added.target);
}

function foldTarget(outbox: readonly Transition[], target: string): readonly Transition[] {
	let folded = outbox;
	for (;;) {
		const ofTarget = folded.filter((transition) => transition.target === target);
		if (ofTarget.length <= MAX_PER_TARGET) return folded;
		const shorter = foldOnce(folded, ofTarget);
		if (!shorter) return folded;
		folded = shorter;
	}
}

/** Folds the oldest that can be folded. The first and the newest are kept: how it began, and the current state. */
function foldOnce(outbox: readonly Transition[], ofTarget: readonly Transition[]): readonly Transition[] | null {
	return mergeFailures(outbox, ofTarget) ?? foldEpisode(outbox, ofTarget);
}

/** Of two failures in a row that are pending for the same notifiers, keeps only the later one. */
function mergeFailures(outbox: readonly Transition[], ofTarget: readonly Transition[]): readonly Transition[] | null {
	for (let index = 1; index + 2 < ofTarget.length; index++) {
		const [one, two] = ofTarget.slice(index, index + 2);
		if (!one || !two || !isFailure(one) || !isFailure(two) || !samePending(one, two)) continue;
		return replace(outbox, [one], {
			...two,
			from: one.from,
			since: one.since,
			interrupted: one.interrupted || two.interrupted,
			folded: two.folded + one.folded + 1,
		});
	}
	return null;
}

/**
 * Folds a whole failure, from its beginning to its end, into the count of another transition. Only if its beginning is
 * unsent to every notifier that waits for its end: no notifier gets a recovery without its problem, nor the reverse.
 */
function foldEpisode(outbox: readonly Transition[], ofTarget: readonly Transition[]): readonly Transition[] | null {
	for (let start = 1; start < ofTarget.length; start++) {
		const end = ofTarget.findIndex((transition, index) => index >= start && isEnd(transition));
		if (end < 0 || end === ofTarget.length - 1) return null;
		if (!isBeginning(ofTarget[start])) continue;
		const episode = ofTarget.slice(start, end + 1);
		const names = [...new Set(episode.flatMap(({ pending }) => pending))];
		// A notifier that still waits for something older got none of this episode.
		const waited = ofTarget.slice(0, start + 1).flatMap(({ pending }) => pending);
		// Counted in a transition that every affected notifier will get.
		const others = [...ofTarget.slice(end + 1), ...ofTarget.slice(0, start).reverse()];
		const counter = others.find(({ pending }) => names.every((name) => pending.includes(name)));
		if (!counter || !names.every((name) => waited.includes(name))) continue;
		const folded = episode.reduce((sum, transition) => sum + transition.folded + 1, counter.folded);
		return replace(outbox, episode, { ...counter, folded });
	}
	return null;
}

function isBeginning(transition: Transition | undefined): boolean {
	return transition?.from === "ok" && (transition.kind === "problem" || transition.kind === "flapping");
}

function replace(outbox: readonly Transition[], gone: readonly Transition[], changed: Transition): Transition[] {
	return outbox
		.filter((transition) => !gone.includes(transition))
		.map((transition) => (transition.id === changed.id ? changed : transition));
}

function samePending(one: Transition, two: Transition): boolean {
	return one.pending.length === two.pending.length && one.pending.every((name) => two.pending.includes(name));
}

function isFailure({ kind, to }: Transition): boolean {
	return kind === "problem" || kind === "flapping" || (kind === "settled" && to !== "ok");
}

function isEnd({ kind, to }: Transition): boolean {
	return kind === "recovered" || (kind === "settled" && to === "ok");
}

/** The transitions pending for a notifier, in order. */
export function pendingFor(state: State, notifier: string): readonly Transition[] {
	return state.outbox.filter(({ pending }) => pending.includes(notifier));
}

/**
 * What may be sent when the state could not be saved. A failure may: at worst it repeats. A recovery that is not
 * recorded may not: if the failure came back, the state would still count it as announced, and no alert would be sent.
 */
export function sendableUnsaved(unsaved: State, lastSaved: State): State {
	const recorded = new Set(lastSaved.outbox.map(({ id }) => id));
	return { ...unsaved, outbox: unsaved.outbox.filter((one) => recorded.has(one.id) || !isEnd(one)) };
}

/** Without the transitions of these targets: their quiet hours also hold what was due before they began. */
export function withoutTargets(state: State, held: ReadonlySet<string>): State {
	return held.size === 0 ? state : { ...state, outbox: state.outbox.filter(({ target }) => !held.has(target)) };
}

/** The transitions that one notifier is done with, by id: accepted by it, or dropped for good. */
export type Finished = Readonly<{ notifier: string; accepted: readonly string[]; dropped?: readonly string[] }>;

/** Ticks off what a notifier is done with. `configured`: all notifiers. What is pending for none is removed. */
export function tick(
	state: State,
	{ notifier, accepted, dropped = [] }: Finished,
	configured: readonly string[],
): State {
	const done = new Set([...accepted, ...dropped]);
	if (done.size === 0) return state;
	const sent = new Set(state.outbox.filter(({ id }) => accepted.includes(id)).map(({ target }) => target));
	const outbox = withoutPending(state.outbox, ({ id }, name) => name === notifier && done.has(id));
	return markWaiting({ ...state, outbox }, configured, (target) => (sent.has(target) ? "sent" : "none"));
}

/**
 * Marks the targets with a transition that is pending for a configured notifier. What is pending only for one that left
 * the configuration is ignored. `otherwise`: the mark of a target that was pending and is no longer.
 */
export function markWaiting(
	state: State,
	configured: readonly string[],
	otherwise: (target: string) => AlertMark,
): State {
	const waiting = new Set(
		state.outbox.filter(({ pending }) => pending.some((name) => configured.includes(name))).map(({ target }) => target),
	);
	const marked = ([target, remembered]: [string, TargetState]): [string, TargetState] => {
		const before = remembered.facts.alert;
		const alert = waiting.has(target) ? "pending" : before === "pending" ? otherwise(target) : before;
		return [target, alert === before ? remembered : { ...remembered, facts: { ...remembered.facts, alert } }];
	};
	return { ...state, targets: Object.fromEntries(Object.entries(state.targets).map(marked)) };
}

/**
 * What to drop, by id, for a notifier with a `setup` problem: failures that ended over a week ago, with their
 * ends. A current failure is kept, since that notifier has not received it.
 */
export function givenUp(due: readonly Transition[], now: number): readonly string[] {
	const lastEnd = new Map(
		due.flatMap((one, index) => (isEnd(one) && isPast(one, now) ? [[one.target, index] as const] : [])),
	);
	return due.filter(({ target }, index) => index <= (lastEnd.get(target) ?? -1)).map(({ id }) => id);
}

/** Gives up on notifiers that left the configuration over a week ago. Else their transitions would stay for ever. */
export function forgetGoneNotifiers(
	outbox: readonly Transition[],
	configured: readonly string[],
	now: number,
): readonly Transition[] {
	return withoutPending(outbox, (transition, name) => isPast(transition, now) && !configured.includes(name));
}

function isPast({ time }: Transition, now: number): boolean {
	return now - Date.parse(time) >= KEPT_FOR_MS;
}

function withoutPending(
	outbox: readonly Transition[],
	isDone: (transition: Transition, notifier: string) => boolean,
): readonly Transition[] {
	return outbox
		.map((transition) => {
			const pending = transition.pending.filter((name) => !isDone(transition, name));
			return pending.length === transition.pending.length ? transition : { ...transition, pending };
		})
		.filter(({ pending }) => pending.length > 0);
}
