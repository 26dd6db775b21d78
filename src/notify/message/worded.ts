import type { Transition } from "../../core/alerting/transition.ts";
import { type Description, describe } from "../../core/causes/describe.ts";

/** A transition in words: what messages are composed of. */
export type WordedTransition = Omit<Transition, "stage" | "failure" | "notes" | "access"> & Description;

/** Words are made when a message is sent, however long ago the facts were recorded. */
export function inWords(transition: Transition): WordedTransition {
	return { ...transition, ...describe(transition) };
}
