/** Why transitions are kept. `setup`: the receiver refuses everything until its configuration is corrected. */
export type DeliveryProblem = Readonly<
	/** `retryAfterMs`: the retry delay that the receiver asks for, if any. */
	{ kind: "retry"; reason: string; retryAfterMs: number | null } | { kind: "setup"; reason: string }
>;

/**
 * The result for a message's transitions, by id. What is neither accepted nor refused is kept for the next run.
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

/** The delivery for a receiver that takes a message only as a whole. */
export function asWhole(transitions: readonly Readonly<{ id: string }>[], problem: DeliveryProblem | null): Delivery {
	return { accepted: problem === null ? transitions.map(({ id }) => id) : [], refused: [], problem };
}
