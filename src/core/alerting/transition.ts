import type { FailureKind } from "../result/failure.ts";
import type { Status } from "../result/verdict.ts";
import type { ServerKind } from "../target/server-kind.ts";
import type { Severity } from "./policy.ts";

/**
 * A change of announced status that is due to be sent. It carries all that a message needs, so that it can be
 * sent by a later run with its original times. Holds no secret.
 */
export type Transition = Readonly<{
	/** Unique and the same over all retries. */
	id: string;
	kind: "problem" | "recovered" | "reminder" | "flapping" | "settled";
	target: string;
	url: string;
	model: string | null;
	server: ServerKind;
	from: Status;
	to: Status;
	/** When it was observed (ISO). */
	time: string;
	/** When the failure began (ISO); for `recovered` and `settled`: the failure that ended. */
	since: string;
	/** Between `since` and `time` it was well for a while, and nothing was sent: quiet hours, or not for long enough. */
	interrupted: boolean;
	cause: FailureKind | null;
	headline: string;
	detail: string | null;
	nextStep: string | null;
	/** The run that saw it saw every server fail at the network level: the checking host itself may be cut off. */
	ownNetwork: boolean;
	/** So many other changes of the target, never sent, are summed up in this one: the outbox is bounded. */
	folded: number;
	/** The notifiers that have not accepted it yet; an empty list leaves the outbox. */
	pending: readonly string[];
}>;

/** How a message shows a transition: how loud the failure is, or that it is over. */
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
