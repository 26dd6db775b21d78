import type { StateProblem } from "../../core/alerting/state.ts";
import type { Tone } from "../../core/alerting/transition.ts";

type Fact = Readonly<{ label: string; value: string }>;

/** One block of a message. All texts are plain: cleaned, not yet escaped for any receiver. */
export type Section = Readonly<{
	tone: Tone;
	title: string;
	lines: readonly string[];
	facts: readonly Fact[];
	/** A command to copy; may have several lines. */
	nextStep: string | null;
	/** When it was observed (ISO). */
	time: string;
}>;

/** What one notifier is to say now, for every kind of receiver. */
export type Message = Readonly<{
	tone: Tone;
	/** The whole message in one line: what a phone shows. */
	summary: string;
	sections: readonly Section[];
}>;

export type MessageContext = Readonly<{
	/** The checking host. */
	host: string;
	now: number;
	stateProblem: StateProblem | null;
}>;
