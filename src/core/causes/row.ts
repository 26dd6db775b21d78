import type { FailureKind, FailureOf, Stage } from "../result/failure.ts";
import type { ServerKind } from "../target/server-kind.ts";
import type { CommandTarget } from "../target/target.ts";

/** What a cause's words may use besides the failure. */
export type CauseFacts = Readonly<{
	target: CommandTarget;
	stage: Stage;
	server: ServerKind;
	model: string | null;
}>;

/** `hard`: down at once. `soft`: `degraded`, and down on the third run in a row. `mild`: `degraded`, never down. */
type Hardness = "hard" | "soft" | "mild";

/** What `wait` can expect: the target is ready, the failure may pass, or it never will by itself. */
export type Prospect = "ready" | "wait" | "never";

/** All that the program knows about one cause. An omitted flag means no. */
export type CauseRow<K extends FailureKind> = Readonly<{
	hardness: Hardness;
	/**
	 * For `wait`. `never` only where the check's own settings are at fault: giving up wrongly breaks a deployment,
	 * waiting in vain costs only the timeout. While a server starts, a proxy, model manager or container may show a
	 * missing route, a page instead of an API, an unlisted model or a name that does not resolve.
	 */
	prospect: Prospect;
	/** A server restart fixes it: the engine is dead, hung or broken. It does not fix a key, quota, load or DNS. */
	restartCures: boolean;
	/** No answer came. If every server fails like this, the checking host itself may be cut off. */
	isNetworkLevel?: true;
	/** It concerns the model, even if stage `api` showed it: `model_down`, not `api_down`. */
	concernsModel?: true;
	/** Stage `inference` failed before the model was asked. */
	modelNotAsked?: true;
	/** A degraded target with this cause proves that a failure is over: only the API's, or also the model's. */
	provesAlive?: "api" | "model";
	/** A few words for the first line of an alert, without the target's name. */
	headline: string | ((failure: FailureOf<K>, facts: CauseFacts) => string);
	/** One or two sentences on what it means. The server's own words are added to them. */
	words(failure: FailureOf<K>, facts: CauseFacts): string;
	/** One line to paste into a shell, on the server's host where it says so. Holds no secret. */
	nextStep(failure: FailureOf<K>, facts: CauseFacts): string;
}>;

/** A part of the table of causes: complete for its kinds. */
export type CauseRows<K extends FailureKind> = { readonly [Kind in K]: CauseRow<Kind> };
