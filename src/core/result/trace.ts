import type { Stage } from "./failure.ts";

/** What a probe did and why it judged as it did, step by step: for `probe --explain`. Cleaned, cut, secrets masked. */
export type TraceEvent = Readonly<{ target: string; stage: Stage }> &
	Readonly<
		| { kind: "request"; method: string; url: string; body: string | null }
		| { kind: "reply"; summary: string; headers: readonly string[]; body: string | null }
		/** `rule`: what decided. `because`: what it decided, or what made it apply. */
		| { kind: "decision"; rule: string; because: string }
	>;
