import type { FailureKind, FailureOf, Stage } from "../result/failure.ts";
import type { ServerKind } from "../target/server-kind.ts";
import type { CommandTarget } from "../target/target.ts";

/** What the words of a cause may draw on besides the failure itself. */
export type CauseFacts = Readonly<{
	target: CommandTarget;
	stage: Stage;
	server: ServerKind;
	model: string | null;
}>;

/** `hard`: down at once. `soft`: `degraded`, and down on the third run in a row. `mild`: `degraded`, never down. */
type Hardness = "hard" | "soft" | "mild";

/** What waiting can do: the target is ready as it is, the failure may pass, or it will never pass by itself. */
export type Prospect = "ready" | "wait" | "never";

/** All that the program knows about one cause. A column that is left out means no. */
export type CauseRow<K extends FailureKind> = Readonly<{
	hardness: Hardness;
	/**
	 * For `wait`. `never` only where the check's own settings are at fault: giving up wrongly breaks a deployment, waiting
	 * in vain costs no more than the timeout. A missing route, a page in place of an API, a model that is not listed and a
	 * name that does not resolve are what a proxy, a model manager or a container shows while the server starts.
	 */
	prospect: Prospect;
	/** A restart of the server cures it: its engine is dead, hung or broken. No restart mends a key, money, load or DNS. */
	restartCures: boolean;
	/** No answer came. Where every server fails so, the checking host itself may be cut off. */
	isNetworkLevel?: true;
	/** It is about the model, also when the list (stage `api`) showed it: `model_down`, not `api_down`. */
	concernsModel?: true;
	/** Stage `inference` failed before the model was asked. */
	modelNotAsked?: true;
	/** A degraded target with this cause proves that an announced failure is over: of the API alone, or of the model too. */
	provesAlive?: "api" | "model";
	/** A few words for the first line of an alert, without the target's name. */
	headline: string | ((failure: FailureOf<K>, facts: CauseFacts) => string);
	/** One or two sentences on what it means. The server's own words are added to them. */
	words(failure: FailureOf<K>, facts: CauseFacts): string;
	/** One line to paste into a shell, on the server's host where it says so. Holds no secret. */
	nextStep(failure: FailureOf<K>, facts: CauseFacts): string;
}>;

/** A part of the table of causes: total for the kinds it names. */
export type CauseRows<K extends FailureKind> = { readonly [Kind in K]: CauseRow<Kind> };
