import type { ServerKind } from "../target/server-kind.ts";
import type { CommandTarget } from "../target/target.ts";
import type { Failure, Stage } from "./failure.ts";
import type { Note } from "./outcome.ts";
import type { Status } from "./verdict.ts";

/**
 * The state of the target's alerts at the configured notifiers. `pending`: at least one is not accepted yet.
 * `sent`: the last pending one was accepted.
 */
export const ALERT_MARKS = ["none", "sent", "pending"] as const;
export type AlertMark = (typeof ALERT_MARKS)[number];

/**
 * One target as a run saw it: facts without prose, which the state keeps, so that they can be worded later for any
 * format. Times are ISO 8601 in UTC. Texts are cleaned and cut.
 */
export type TargetFacts = Readonly<{
	target: string;
	url: string;
	model: string | null;
	status: Status;
	/** The stage that failed or degraded. */
	stage: Stage | null;
	/** Why the status is not `ok`. */
	failure: Failure | null;
	notes: readonly Note[];
	/** What the next step's commands need besides the address. */
	access: Omit<CommandTarget, "url">;
	httpStatus: number | null;
	apiMs: number | null;
	inferenceMs: number | null;
	ttftMs: number | null;
	tokensPerSecond: number | null;
	/** The listed model ids; at most the first thousand. */
	models: readonly string[] | null;
	server: ServerKind;
	answer: string | null;
	completionTokens: number | null;
	time: string;
	/** Since when this status holds; equals `time` without recorded state (`probe`). */
	since: string;
	/** The status differs from that of the run before. */
	changed: boolean;
	alert: AlertMark;
}>;

/** The facts that each kind of target fills in itself. */
export type KindFields = Pick<
	TargetFacts,
	| "model"
	| "access"
	| "httpStatus"
	| "apiMs"
	| "inferenceMs"
	| "ttftMs"
	| "tokensPerSecond"
	| "models"
	| "server"
	| "answer"
	| "completionTokens"
>;
