import type { TargetFacts } from "../result/target-facts.ts";
import type { Status } from "../result/verdict.ts";
import type { Severity } from "./policy.ts";

/**
 * A change of the announced status that is due to be sent. It carries the facts for the message, so that a
 * later run can send it with its original times. Holds no secret.
 */
export type Transition = Pick<
	TargetFacts,
	"target" | "url" | "model" | "server" | "stage" | "failure" | "notes" | "access"
> &
	Readonly<{
		/** Unique, and the same over all retries. */
		id: string;
		kind: "problem" | "recovered" | "reminder" | "flapping" | "settled";
		from: Status;
		to: Status;
		/** When it was observed (ISO). */
		time: string;
		/** When the failure began (ISO); for `recovered` and `settled`: the failure that ended. */
		since: string;
		/** It was healthy in between, without an alert: in quiet hours, or not for long enough. */
		interrupted: boolean;
		/** In that run every server failed at the network level: the checking host itself may be cut off. */
		ownNetwork: boolean;
		/** How many unsent changes of the target are folded into this one. */
		folded: number;
		/** The notifiers that have not accepted it yet. When empty, it leaves the outbox. */
		pending: readonly string[];
	}>;

/** How a message shows a transition: how severe the failure is, or that it is over. */
export type Tone = Severity | "recovered";

const TONE_OF_STATUS = {
	api_down: "critical",
	model_down: "warning",
	degraded: "info",
	ok: "recovered",
} as const satisfies Record<Status, Tone>;

export function toneOf({ kind, to }: Pick<Transition, "kind" | "to">): Tone {
	if (kind === "recovered") return "recovered";
	const tone = TONE_OF_STATUS[to];
	return kind === "flapping" && tone !== "critical" ? "warning" : tone;
}
