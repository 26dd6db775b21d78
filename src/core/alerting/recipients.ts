import { SEVERITIES, type Severity } from "./policy.ts";
import type { Announced } from "./state.ts";
import { type Tone, type Transition, toneOf } from "./transition.ts";

/** Who may get alerts. A configured notifier has both fields. */
export type Listener = Readonly<{ name: string; minSeverity: Severity }>;

/**
 * A failure goes to every notifier whose `minSeverity` it reaches and to those that got an alert about it before; its end
 * goes to the latter only. When all of them are gone from the configuration (a notifier was renamed), the end goes to those
 * that the failure would reach now.
 */
export function recipientsOf(
	announced: Announced,
	announcement: Pick<Transition, "kind" | "to">,
	listeners: readonly Listener[],
): string[] {
	const { recipients } = announced;
	const tone = toneOf(announcement);
	if (tone !== "recovered") return [...new Set([...recipients, ...reachedBy(tone, listeners)])];
	const allGone = recipients.length > 0 && !listeners.some(({ name }) => recipients.includes(name));
	return allGone ? [...recipients, ...reachedBy(toneOfFailure(announced), listeners)] : [...recipients];
}

function reachedBy(tone: Tone, listeners: readonly Listener[]): string[] {
	const ranks: readonly Tone[] = SEVERITIES;
	return listeners
		.filter(({ minSeverity }) => ranks.indexOf(minSeverity) <= ranks.indexOf(tone))
		.map(({ name }) => name);
}

function toneOfFailure({ status, flappingSince }: Announced): Tone {
	return toneOf({ kind: flappingSince === null ? "problem" : "flapping", to: status });
}
