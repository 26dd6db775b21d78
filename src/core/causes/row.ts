import type { FailureKind, FailureOf, Stage } from "../result/failure.ts";
import type { ServerKind } from "../target/server-kind.ts";
import type { Target } from "../target/target.ts";

/** What the words of a cause may draw on besides the failure itself. */
export type CauseFacts = Readonly<{
	target: Target;
	stage: Stage;
	server: ServerKind;
	model: string | null;
}>;

/** `hard`: down at once. `soft`: `degraded`, and down when it holds. `mild`: `degraded`, and never down. */
export type Severity = "hard" | "soft" | "mild";

export type CauseRow<K extends FailureKind> = Readonly<{
	severity: Severity;
	/** A few words, for the first line of an alert: a text without the target's name. */
	headline: string | ((failure: FailureOf<K>, facts: CauseFacts) => string);
	/** One or two sentences on what that means. The server's own words are added to them. */
	words(failure: FailureOf<K>, facts: CauseFacts): string;
	/** One line to paste into a shell, on the server's host where it says so; holds no secret. */
	nextStep(failure: FailureOf<K>, facts: CauseFacts): string;
}>;

/** A part of the table of causes: total for the kinds it names. */
export type CauseRows<K extends FailureKind> = { readonly [Kind in K]: CauseRow<Kind> };
