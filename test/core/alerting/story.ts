import { advance } from "../../../src/core/alerting/advance.ts";
import { pendingFor, tick } from "../../../src/core/alerting/outbox.ts";
import type { AlertPolicy, QuietWindow } from "../../../src/core/alerting/policy.ts";
import { heldTargets } from "../../../src/core/alerting/quiet.ts";
import type { Listener } from "../../../src/core/alerting/recipients.ts";
import { EMPTY_STATE, type State } from "../../../src/core/alerting/state.ts";
import type { Transition } from "../../../src/core/alerting/transition.ts";
import { recordOf } from "../../../src/core/causes/describe.ts";
import type { TargetRecord } from "../../../src/core/result/target-record.ts";
import { observed, START, type Word } from "./observations.ts";

const MINUTE = 60_000;
type StoryPolicy = Partial<AlertPolicy> & Readonly<{ quiet?: readonly QuietWindow[] }>;

export const SLACK: Listener = { name: "slack", minSeverity: "info" };

/** One target's life, run by run; `sees` answers what goes out in that run, in short form. */
export type Story = Readonly<{
	sees(word: Word, atMinute?: number): string[];
	state(): State;
	record(): TargetRecord;
	outbox(): readonly Transition[];
	/** From now on nobody, or these, take what is due. */
	deliverTo(...names: string[]): void;
	configure(listeners: readonly Listener[], policy?: StoryPolicy): void;
}>;

export function story(policy: StoryPolicy = {}, listeners: readonly Listener[] = [SLACK], start = START): Story {
	let state: State = EMPTY_STATE;
	let record: TargetRecord | undefined;
	let takers = listeners.map(({ name }) => name);
	let settings = { policy, listeners };
	let minute = -5;
	return {
		sees(word, atMinute = minute + 5) {
			minute = atMinute;
			const time = start + minute * MINUTE;
			const { quiet = [], ...policy } = settings.policy;
			const held = heldTargets(new Map([["chat", quiet]]), time);
			const observation = observed(word, { time, policy });
			const advanced = advance(state, [observation], { listeners: settings.listeners, held, now: time });
			state = advanced.state;
			const [facts] = advanced.targets;
			record = facts && recordOf(facts);
			const told: string[] = [];
			for (const name of takers) {
				const due = pendingFor(state, name);
				told.push(...due.map((transition) => inShort(transition, takers.length > 1 ? `${name}: ` : "")));
				const accepted = due.map(({ id }) => id);
				const names = settings.listeners.map((listener) => listener.name);
				state = tick(state, { notifier: name, accepted }, names);
			}
			return told;
		},
		state: () => state,
		record() {
			if (!record) throw new Error("nothing was seen yet");
			return record;
		},
		outbox: () => state.outbox,
		deliverTo(...names) {
			takers = names;
		},
		configure(listeners, policy = settings.policy) {
			settings = { listeners, policy };
			takers = listeners.map(({ name }) => name);
		},
	};
}

function inShort({ kind, from, to }: Transition, prefix = ""): string {
	return `${prefix}${kind} ${from}→${to}`;
}
