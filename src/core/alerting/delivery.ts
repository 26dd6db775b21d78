/** Why transitions stay. `setup`: the receiver refuses whatever comes until somebody changes something. */
export type DeliveryProblem = Readonly<
	/** `retryAfterMs`: how long the receiver asks to be left alone, if it does. */
	{ kind: "retry"; reason: string; retryAfterMs: number | null } | { kind: "setup"; reason: string }
>;

/**
 * What became of a message, transition by transition, by their ids. What is neither accepted nor refused stays for the
 * next run. Of one target none is accepted or refused before an older one that stays: its story is sent in order.
 * Reasons are plain words without secrets.
 */
export type Delivery = Readonly<{
	accepted: readonly string[];
	/** Refused for their content: they would be refused again, so they are dropped. */
	refused: readonly Readonly<{ ids: readonly string[]; reason: string }>[];
	/** Why the rest stays; `null` when nothing does. */
	problem: DeliveryProblem | null;
}>;

/** The delivery of a receiver that accepts a message as a whole, or has a problem with it. */
export function asWhole(transitions: readonly Readonly<{ id: string }>[], problem: DeliveryProblem | null): Delivery {
	return { accepted: problem === null ? transitions.map(({ id }) => id) : [], refused: [], problem };
}
