/**
 * What became of a message. `retry`: not taken now, a later run may succeed. `refused`: the receiver will not take it
 * until somebody changes something; it is kept and tried once a run. Reasons are plain words without secrets.
 */
export type Delivery = Readonly<
	| { kind: "delivered" }
	| { kind: "retry"; reason: string /** What the receiver asked for, if it did. */; afterMs: number | null }
	| { kind: "refused"; reason: string }
>;
