import type { Transition } from "../../src/core/alerting/transition.ts";
import type { Expected } from "./reference.ts";

/** One transition as one notifier received it. */
type Receipt = {
	readonly transition: Transition;
	/** It stood in the state file. */
	recorded: boolean;
	/** That it was taken stands in the state file. */
	confirmed: boolean;
	/** The state was lost since: nobody remembers that its end is to be sent. */
	forgotten: boolean;
};

/** What one notifier received, and which repetitions are excused. */
export type Ledger = Readonly<{
	receive(transitions: readonly Transition[], isRecorded: (id: string) => boolean): void;
	/** That these were taken is on the disk now; so they are recorded, even if they were sent before. */
	confirm(ids: readonly string[]): void;
	/** These were taken and then the record of that was lost: each may come once more. */
	excuse(ids: readonly string[]): void;
	/** The state file was destroyed from outside. */
	forget(): void;
	/** Compares with what was due; a sentence for each broken promise. */
	violations(target: string, expected: readonly Expected[], isDown: boolean): readonly string[];
	figures(): Readonly<{ sent: number; folded: number; doubled: number; unrecorded: number }>;
}>;

/** `hearsAll`: nothing is below its bar. */
export function openLedger(notifier: string, hearsAll = true): Ledger {
	const receipts: Receipt[] = [];
	const excused = new Map<string, number>();
	const timesOf = (id: string) => receipts.filter(({ transition }) => transition.id === id).length;

	return {
		receive(transitions, isRecorded) {
			receipts.push(
				...transitions.map((transition) => ({
					transition,
					recorded: isRecorded(transition.id),
					confirmed: false,
					forgotten: false,
				})),
			);
		},
		confirm(ids) {
			for (const receipt of receipts) receipt.recorded ||= ids.includes(receipt.transition.id);
			for (const id of ids) {
				const last = receipts.findLast(({ transition }) => transition.id === id);
				if (last) last.confirmed = true;
			}
		},
		excuse(ids) {
			for (const id of ids) excused.set(id, (excused.get(id) ?? 0) + 1);
		},
		forget() {
			for (const receipt of receipts) receipt.forgotten = true;
		},
		violations(target, expected, isDown) {
			const own = receipts.filter(({ transition }) => transition.target === target);
			const found = [
				...orderViolations(own, expected, hearsAll),
				...doubleViolations(own, (id) => timesOf(id) - 1 - (excused.get(id) ?? 0)),
				...beliefViolations(own, isDown),
			];
			return found.map((words) => `${notifier} about ${target}: ${words}`);
		},
		figures() {
			const taken = receipts.filter(({ confirmed }) => confirmed);
			const recorded = receipts.filter((receipt) => receipt.recorded);
			const folded = taken.reduce((sum, { transition }) => sum + transition.folded, 0);
			return {
				sent: taken.length + folded,
				folded,
				doubled: recorded.length - new Set(recorded.map(({ transition }) => transition.id)).size,
				unrecorded: receipts.length - recorded.length,
			};
		},
	};
}

/** Every settled transition is sent at least once, in order; what was folded away is counted. */
function orderViolations(own: readonly Receipt[], expected: readonly Expected[], hearsAll: boolean): string[] {
	const taken = own.filter(({ confirmed }) => confirmed).map(({ transition }) => transition);
	const folded = taken.reduce((sum, transition) => sum + transition.folded, 0);
	const sent = taken.map(inShort);
	const due = expected.map(inShort);
	// What is summed up are changes of the target, some of which were below this notifier's bar.
	const counted = hearsAll || folded === 0 ? sent.length + folded : Math.min(sent.length + folded, due.length);
	if (counted !== due.length) return [`due were ${due.length} (${due}), sent were ${counted} (${sent})`];
	if (sent.at(-1) !== due.at(-1)) return [`the last one due was ${due.at(-1)}, the last one sent ${sent.at(-1)}`];
	let at = 0;
	for (const one of due) if (one === sent[at]) at += 1;
	return at === sent.length ? [] : [`not in order: due ${due}, sent ${sent}`];
}

function inShort({ kind, to }: Expected | Transition): string {
	return `${kind} ${to}`;
}

/** At most one duplicate for each fault between the receiver's answer and the record of it. */
function doubleViolations(own: readonly Receipt[], surplus: (id: string) => number): string[] {
	const ids = new Set(own.filter(({ recorded }) => recorded).map(({ transition }) => transition.id));
	return [...ids].filter((id) => surplus(id) > 0).map((id) => `${id} came ${surplus(id)} times too often`);
}

/** Never a recovery without its problem, and in the end nobody takes a target that is down for healthy. */
function beliefViolations(own: readonly Receipt[], isDown: boolean): string[] {
	const seen = new Set<string>();
	const violations: string[] = [];
	let believedDown = false;
	let mayBeStale = false;
	for (const { transition, recorded, forgotten } of own) {
		const again = seen.has(transition.id);
		seen.add(transition.id);
		if (transition.kind === "recovered") {
			if (!believedDown && !again) violations.push("a recovery without its problem");
			believedDown = false;
			mayBeStale = false;
		} else {
			believedDown = true;
			// The disk did not take it, or lost it: nobody remembers that its end is to be sent.
			mayBeStale ||= !recorded || forgotten;
		}
	}
	if (isDown && !believedDown) violations.push("believed healthy, and it is down");
	if (!isDown && believedDown && !mayBeStale) violations.push("believed down, and it is healthy");
	return violations;
}
