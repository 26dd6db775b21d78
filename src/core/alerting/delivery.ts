/** Why transitions are kept. `setup`: the receiver refuses everything until its address, key or configuration is put right. */
export type DeliveryProblem = Readonly<
	/** `retryAfterMs`: how long the receiver asks to be left alone, if it does. */
	{ kind: "retry"; reason: string; retryAfterMs: number | null } | { kind: "setup"; reason: string }
>;

/**
 * What became of the transitions of a message, by their ids. What is neither accepted nor refused is kept for the next run.
 * The transitions of one target are sent in order: none is accepted or refused before an older one that is kept.
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
