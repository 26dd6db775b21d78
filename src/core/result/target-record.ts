import type { ServerKind } from "../target/server-kind.ts";
import type { FailureKind, Stage } from "./failure.ts";
import type { Status } from "./verdict.ts";

/**
 * The target's alerts, of this run and earlier ones, at the notifiers that are configured. `pending`: some wait to be
 * accepted. `sent`: some waited, and the last of them was accepted.
 */
export const ALERT_MARKS = ["none", "sent", "pending"] as const;
export type AlertMark = (typeof ALERT_MARKS)[number];

/**
 * One target as every format shows it: these fields, in this order, everywhere.
 * Times are ISO 8601 in UTC. Texts are cleaned and cut.
 */
export type TargetRecord = Readonly<{
	target: string;
	url: string;
	model: string | null;
	status: Status;
	ok: boolean;
	exitCode: number;
	stage: Stage | null;
	cause: FailureKind | null;
	/** The cause in plain words, with the server's own words where it had some; or a note; `null` when plainly ok. */
	detail: string | null;
	nextStep: string | null;
	httpStatus: number | null;
	apiMs: number | null;
	inferenceMs: number | null;
	ttftMs: number | null;
	tokensPerSecond: number | null;
	/** The listed model ids; of more than a thousand the first thousand. */
	models: readonly string[] | null;
	server: ServerKind;
	answer: string | null;
	completionTokens: number | null;
	time: string;
	/** Since when this status holds; equals `time` when nothing is remembered (`probe`). */
	since: string;
	/** The status differs from that of the run before. */
	changed: boolean;
	alert: AlertMark;
}>;

/** A record's fields in their documented order. */
export const RECORD_FIELDS = [
	"target",
	"url",
	"model",
	"status",
	"ok",
	"exitCode",
	"stage",
	"cause",
	"detail",
	"nextStep",
	"httpStatus",
	"apiMs",
	"inferenceMs",
	"ttftMs",
	"tokensPerSecond",
	"models",
	"server",
	"answer",
	"completionTokens",
	"time",
	"since",
	"changed",
	"alert",
] as const satisfies readonly (keyof TargetRecord)[];

export type RecordField = (typeof RECORD_FIELDS)[number];

/** The run's result, rendered in a format. */
export type Report = Readonly<{
	version: string;
	time: string;
	exitCode: number;
	targets: readonly TargetRecord[];
	/** The targets of which this run knows nothing, because it had no time for them: they may be anything. */
	unprobed: readonly string[];
	/** What went wrong with the check itself and a person should know (state unwritable, an alert not accepted …): words, no secrets. */
	warnings: readonly string[];
}>;
