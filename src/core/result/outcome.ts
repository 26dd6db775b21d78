import type { ServerKind } from "../target/server-kind.ts";
import type { LlmTarget } from "../target/target.ts";
import type { Failure, Stage } from "./failure.ts";

/** What one stage saw. `ms`: from the request flushed to the answer complete; `null` when no answer came. */
export type Outcome = PassedOutcome | FailedOutcome;
export type PassedOutcome = Readonly<{ passed: true; ms: number; httpStatus: number }>;
export type FailedOutcome = Readonly<{
	passed: false;
	ms: number | null;
	httpStatus: number | null;
	failure: Failure;
}>;

/** What a passing model said. Text is cleaned and cut. */
export type Answer = Readonly<{
	text: string;
	completionTokens: number | null;
	/** Time to the first token and generation speed: streaming probes only. */
	ttftMs: number | null;
	tokensPerSecond: number | null;
}>;

/** Shown in the report, but no reason for an alert. */
export type Note = Readonly<
	| { kind: "model_chosen"; model: string }
	| { kind: "model_not_listed"; model: string }
	| { kind: "other_model_answered"; asked: string; answered: string }
	| { kind: "fallback_answered"; asked: string; answered: string | null }
	| { kind: "request_adapted"; how: string }
	| { kind: "retried"; after: string }
	/** The model answers, but the list was not usable. */
	| { kind: "list_not_used"; why: string }
>;

/**
 * The deviation from the standard request that a server is known to need, remembered per target.
 * Field names are those of the API.
 */
export type RequestVariant = Readonly<{
	tokensField: "max_tokens" | "max_completion_tokens" | null;
	maxTokens: number;
	omit: readonly string[];
	/** The server answers only in streams: request one even if the target does not. */
	stream: boolean;
}>;

/** A server's own work counters. They advance while it is busy, and stop when it hangs. */
export type Counters = Readonly<{
	time: number;
	running: number | null;
	waiting: number | null;
	/** A number that grows while anything is generated. */
	progress: number | null;
}>;

/** What an earlier run learned about a target. */
export type ProbeMemory = Readonly<{ variant: RequestVariant | null; counters: Counters | null }>;

export const NOTHING_LEARNED: ProbeMemory = { variant: null, counters: null };

/** The result fields of every kind of target. */
type ResultBase<OneTarget extends Readonly<{ kind: string }>> = Readonly<{
	kind: OneTarget["kind"];
	target: OneTarget;
	/** When the probe of this target began: milliseconds since the epoch. */
	time: number;
	notes: readonly Note[];
	memory: ProbeMemory;
}>;

/** Why a model was not asked. */
type NotAsked = "api_failed";

/** The outcomes of an `llm` target's two stages. If the model was not asked, `inference` says why: never `ok`. */
export type LlmStages = Readonly<
	{ api: PassedOutcome; inference: Outcome } | { api: FailedOutcome; inference: NotAsked }
>;

export type LlmProbeResult = ResultBase<LlmTarget> &
	LlmStages &
	Readonly<{
		/** The model asked, named or chosen; `null` if no model was asked. */
		model: string | null;
		/** The listed model ids; `null` without a list. */
		models: readonly string[] | null;
		server: ServerKind;
		/** Whether the requests carried a key. */
		keySent?: boolean | undefined;
		answer: Answer | null;
		/** Why a target whose stages both passed is not simply `ok`; `null`: it is. */
		flaw: Failure | null;
	}>;

/** Everything one probe saw of one target: plain data, not yet judged. A new kind of target adds one member. */
export type ProbeResult = LlmProbeResult;
export type ProbeResultOf<Kind extends ProbeResult["kind"]> = Extract<ProbeResult, { kind: Kind }>;

/** What a probe did and decided, step by step: for `probe --explain`. Cleaned, cut, secrets masked. */
export type TraceEvent = Readonly<{ target: string; stage: Stage }> &
	Readonly<
		| { kind: "request"; method: string; url: string; body: string | null }
		| { kind: "reply"; summary: string; headers: readonly string[]; body: string | null }
		/** `rule`: what decided. `because`: what it decided, or what made it apply. */
		| { kind: "decision"; rule: string; because: string }
	>;
