import type { AlertMark } from "../result/target-facts.ts";
import type { State, TargetState } from "./state.ts";
import type { Transition } from "./transition.ts";

/** So many unsent transitions of one target are kept apart; what is more is folded, and counted. */
const MAX_PER_TARGET = 8;

/**
 * So long a transition is kept for a notifier that left the configuration (it may only be missing from one run), or
 * refuses it for its setup.
 */
const KEPT_FOR_MS = 7 * 24 * 3600 * 1000;

/** Puts one more into the outbox: what it makes pointless leaves, and what is too much is folded. */
export function enqueue(outbox: readonly Transition[], added: Transition): readonly Transition[] {
	// News of a target takes the place of a reminder of its old state.
	const kept = outbox.filter(({ target, kind }) => !(target === added.target && kind === "reminder"));
	if (added.pending.length === 0) return kept;
	return foldTarget([...kept, added], added.target);
}

function foldTarget(outbox: readonly Transition[], target: string): readonly Transition[] {
	let folded = outbox;
	for (;;) {
		const own = folded.filter((transition) => transition.target === target);
		if (own.length <= MAX_PER_TARGET) return folded;
		const shorter = foldOnce(folded, own);
		if (!shorter) return folded;
		folded = shorter;
	}
}

/** Folds a little, the oldest that can be. The first and the newest are left: how it began, and how it stands. */
function foldOnce(outbox: readonly Transition[], own: readonly Transition[]): readonly Transition[] | null {
	return mergeFailures(outbox, own) ?? foldEpisode(outbox, own);
}

/** Of two kinds of failure in a row, that the same notifiers wait for, the later speaks for both. */
function mergeFailures(outbox: readonly Transition[], own: readonly Transition[]): readonly Transition[] | null {
	for (let index = 1; index + 2 < own.length; index++) {
		const [one, two] = own.slice(index, index + 2);
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
 * A failure from its beginning to its end vanishes into the count of another transition. Whole, and only if none of
 * those who wait for its end was sent its beginning: nobody hears of a recovery without its problem, nor the reverse.
 */
function foldEpisode(outbox: readonly Transition[], own: readonly Transition[]): readonly Transition[] | null {
	for (let start = 1; start < own.length; start++) {
		const end = own.findIndex((transition, index) => index >= start && isEnd(transition));
		if (end < 0 || end === own.length - 1) return null;
		if (!isBeginning(own[start])) continue;
		const episode = own.slice(start, end + 1);
		const names = [...new Set(episode.flatMap(({ pending }) => pending))];
		// Who waits for something older was sent nothing of this.
		const waited = own.slice(0, start + 1).flatMap(({ pending }) => pending);
		// Counted where all who miss it will read it.
		const others = [...own.slice(end + 1), ...own.slice(0, start).reverse()];
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

/** What waits for a notifier, in order. */
export function pendingFor(state: State, notifier: string): readonly Transition[] {
	return state.outbox.filter(({ pending }) => pending.includes(notifier));
}

/**
 * What may be sent of a state that could not be saved. News of a failure may: it repeats at worst. A recovery that is
 * not recorded may not: should the failure come back, the state would hold it for announced, and nobody would hear.
 */
export function sendableUnsaved(unsaved: State, lastSaved: State): State {
	const recorded = new Set(lastSaved.outbox.map(({ id }) => id));
	return { ...unsaved, outbox: unsaved.outbox.filter((one) => recorded.has(one.id) || !isEnd(one)) };
}

/** Without what is about these targets: their quiet window holds also what was due before it began. */
export function withoutTargets(state: State, held: ReadonlySet<string>): State {
	return held.size === 0 ? state : { ...state, outbox: state.outbox.filter(({ target }) => !held.has(target)) };
}

/** By their ids, what leaves the outbox of one notifier: accepted there, or dropped for good. */
export type Settled = Readonly<{ notifier: string; accepted: readonly string[]; dropped?: readonly string[] }>;

/** Ticks off what a notifier is done with; `configured` names all of them. What waits for nobody leaves the outbox. */
export function tick(
	state: State,
	{ notifier, accepted, dropped = [] }: Settled,
	configured: readonly string[],
): State {
	const done = new Set([...accepted, ...dropped]);
	if (done.size === 0) return state;
	const sent = new Set(state.outbox.filter(({ id }) => accepted.includes(id)).map(({ target }) => target));
	const outbox = withoutPending(state.outbox, ({ id }, name) => name === notifier && done.has(id));
	return markWaiting({ ...state, outbox }, configured, (target) => (sent.has(target) ? "sent" : "none"));
}

/**
 * Marks the targets about which something waits for a configured notifier. What a notifier that left the configuration
 * still has in the outbox is out of sight. `otherwise`: the mark of a target about which nothing waits any more.
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
 * What a notifier that refuses everything for its setup is no longer owed, by id: failures that were over so long ago,
 * each with its end. A failure that lasts stays, since nobody there knows of it.
 */
export function givenUp(due: readonly Transition[], now: number): readonly string[] {
	const lastEnd = new Map(
		due.flatMap((one, index) => (isEnd(one) && isPast(one, now) ? [[one.target, index] as const] : [])),
	);
	return due.filter(({ target }, index) => index <= (lastEnd.get(target) ?? -1)).map(({ id }) => id);
}

/** Gives up on notifiers that are long gone from the configuration; without this their transitions stay for ever. */
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
