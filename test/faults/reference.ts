import type { Listener } from "../../src/core/alerting/recipients.ts";
import type { Status } from "../../src/core/result/verdict.ts";

/** How a target can be in the model. */
export const CONDITIONS = ["ok", "api_down", "model_down", "busy"] as const;
export type Condition = (typeof CONDITIONS)[number];

export type Expected = Readonly<{ kind: "problem" | "recovered"; to: Status }>;

/**
 * What should be sent, worked out a second time and in another way than the program does: from the recorded
 * observations alone, without an outbox. One for each target.
 */
export type Reference = Readonly<{
	/** `atOnce`: the run could not keep its count at first, so it does not wait for more. */
	record(condition: Condition, time: number, run: Readonly<{ now: number; atOnce: boolean }>): void;
	/** The state file was destroyed: what follows is a first run. */
	reset(): void;
	/** Per notifier, in order. */
	expected: Readonly<Record<string, readonly Expected[]>>;
	/** Whether this notifier has to hear of an end. */
	concerns(notifier: string): boolean;
}>;

const FIVE_MINUTES = 5 * 60_000;

export function referenceFor(
	listeners: readonly Listener[],
	policy: Readonly<{ alertAfter: number; recoverAfter: number }>,
): Reference {
	const expected: Record<string, Expected[]> = Object.fromEntries(listeners.map(({ name }) => [name, []]));
	const concerned = new Set<string>();
	let sent: Status = "ok";
	let busy = 0;
	let bad = 0;
	let good = 0;
	let last = Number.NEGATIVE_INFINITY;

	const send = (event: Expected) => {
		for (const { name, minSeverity } of listeners) {
			if (event.to === "api_down" || (event.to === "model_down" && minSeverity !== "critical")) concerned.add(name);
			if (concerned.has(name)) expected[name]?.push(event);
		}
		sent = event.to;
		if (event.kind === "recovered") concerned.clear();
	};
	return {
		expected,
		concerns: (notifier) => concerned.has(notifier),
		reset() {
			sent = "ok";
			concerned.clear();
			[busy, bad, good, last] = [0, 0, 0, Number.NEGATIVE_INFINITY];
		},
		record(condition, time, { now, atOnce }) {
			if (time < last && last <= now + FIVE_MINUTES) return;
			last = time;
			busy = condition === "busy" ? busy + 1 : 0;
			const status = condition === "busy" && busy >= 3 ? "model_down" : condition;
			bad = status === "ok" ? 0 : bad + 1;
			good = status === "ok" ? good + 1 : 0;
			if (status === "busy") return;
			if (status === "ok" && sent !== "ok" && good >= policy.recoverAfter) send({ kind: "recovered", to: "ok" });
			if (status !== "ok" && status !== sent && (atOnce || bad >= policy.alertAfter))
				send({ kind: "problem", to: status });
		},
	};
}
