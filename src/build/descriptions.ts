import type { COMMON_KEYS, NOTIFIER_KINDS } from "../config/notifier-kinds.ts";
import type { WrittenConfig, WrittenSettings, WrittenTargetOf } from "../config/schema.ts";
import { DEFAULT_KIND, type TargetKind } from "../core/target/target.ts";

/** One setting for people: JSON Schema, man page and the page of settings are made of it. `standard` is the default. */
export type SettingDescription = Readonly<{
	words: string;
	values: string;
	standard: string | number | boolean | null;
}>;
/** A total table: a setting without a row does not compile. */
export type SettingDescriptions<T> = Readonly<Record<keyof T & string, SettingDescription>>;

type Inner<T, K extends keyof T> = NonNullable<T[K]> extends readonly (infer U)[] ? U : NonNullable<T[K]>;

const setting = (
	words: string,
	values: string,
	standard: SettingDescription["standard"] = null,
): SettingDescription => ({
	words,
	values,
	standard,
});

export const ROOT = {
	$schema: setting("Where an editor finds the JSON Schema of this file; the program itself ignores it.", "URL or path"),
	defaults: setting("Settings for every target that does not set them itself.", "object"),
	targets: setting("What to check: one entry for each model on each server.", "list of objects"),
	notifiers: setting(
		"Where alerts go. Without this and slack: to the webhook in SLACK_WEBHOOK_URL, if that is set.",
		"list of objects",
	),
	slack: setting("Short for notifiers of the kind slack. A file may have both.", "object or list of objects"),
	state: setting("The state file.", "object"),
	deadline: setting("Limit of the whole run, delivery of alerts included.", "duration", "60s"),
	heartbeatUrlEnv: setting(
		"The environment variable that holds the address to ping after each check (healthchecks.io form).",
		"name",
		"HEARTBEAT_URL",
	),
	heartbeatReport: setting(
		"What the ping reports: `run`, that the check itself ran; `verdict`, the exit code, so that a sick server alarms there too.",
		"run, verdict",
		"run",
	),
	textfile: setting("Where check also writes its metrics, for node_exporter's textfile collector.", "path"),
} as const satisfies SettingDescriptions<WrittenConfig>;

export const SETTINGS = {
	model: setting("The model to ask. null: the first listed one that can chat.", "id or null"),
	list: setting(
		"Whether the server is asked for its list of models. none: for a server without such a list; model must be set, and its answer shows that the API works.",
		"ask, none",
		"ask",
	),
	apiKeyEnv: setting(
		"The environment variable that holds the API key (or, with _FILE behind its name, the path of a file with it). It must be set if named here. null: there is no key.",
		"name or null",
		"LLM_API_KEY",
	),
	auth: setting(
		"The header that carries the key: `Authorization: Bearer`, `api-key` (Azure) or `x-api-key` (Anthropic). Azure's own addresses get api-key by themselves.",
		"bearer, api-key, x-api-key",
		"bearer",
	),
	caFile: setting("Certificate authorities to trust in place of Node's own, in PEM form.", "path or null"),
	apiTimeout: setting("Limit of a request of stage api: GET /v1/models.", "duration", "15s"),
	inferenceTimeout: setting(
		"Limit of a request of stage inference: POST /v1/chat/completions. After a silence the server's own counters are looked at too, so that the stage may take longer. A request that the deadline cuts short gives no verdict: the target counts as not probed.",
		"duration",
		"15s",
	),
	slow: setting("An answer slower than this is degraded, cause slow. null: never.", "duration or null"),
	maxTokens: setting("Tokens to ask for.", "1 to 4096", 5),
	temperature: setting("Temperature to ask for. null: leave it out.", "0 to 2, or null", 0),
	prompt: setting("The message to the model.", "text", "healthcheck"),
	expect: setting("A regular expression that the answer must match. null: any generation passes.", "text or null"),
	stream: setting("Ask for a stream; reports time to first token and tokens per second.", "true, false", false),
	noWake: setting(
		"Look first, and leave a model that sleeps or is not loaded alone: degraded, cause idle.",
		"true, false",
		false,
	),
	perServer: setting(
		"At most this many targets of one server are asked at a time; the smallest number among them counts. A llama.cpp server with one slot is asked for one at a time in any case.",
		"1 to 100",
		3,
	),
	alertAfter: setting("Runs in a row that a failure must last before it is sent.", "1 to 1000", 1),
	recoverAfter: setting("Runs in a row that health must last before the recovery is sent.", "1 to 1000", 1),
	remindEvery: setting("Send the alert again this often while down. null: never.", "duration or null"),
	flapping: setting(
		"More changes than this within that time are sent as one alert, flapping. null: each is sent.",
		"object or null",
	),
	quietHours: setting(
		"Weekly hours without alerts. A failure that still lasts at their end is sent then.",
		"list of objects",
	),
	maintenance: setting("Single periods without alerts.", "list of objects"),
	announceDegraded: setting("Also send an alert when a target is degraded.", "true, false", false),
} as const satisfies SettingDescriptions<WrittenSettings>;

/** What a target of each kind has; a kind without a row does not compile. */
export const TARGETS = {
	llm: {
		kind: setting("What is checked: llm is a model behind an LLM API.", "llm", DEFAULT_KIND),
		name: setting(
			"Unique; what reports, alerts and --target call it. The state is kept under it.",
			"1 to 100 characters",
		),
		url: setting(
			"The server, with or without /v1. A pasted endpoint (…/models, …/chat/completions) is removed, and then no /v1 is added. Without a scheme: http, but https for a public-looking name without a port.",
			"URL",
		),
		...SETTINGS,
	},
} as const satisfies { readonly [Kind in TargetKind]: SettingDescriptions<WrittenTargetOf<Kind>> };

/** What only a target of its kind has, and `defaults` cannot give. */
export function ownSettings(kind: TargetKind): Readonly<Record<string, SettingDescription>> {
	return Object.fromEntries(Object.entries(TARGETS[kind]).filter(([key]) => !Object.hasOwn(SETTINGS, key)));
}

/** The keys of each kind of notifier, beside those of every kind. */
export const NOTIFIERS = {
	slack: {
		webhookUrlEnv: setting(
			"The environment variable that holds the webhook's address (or, with _FILE behind its name, a file's path).",
			"name",
			"SLACK_WEBHOOK_URL",
		),
	},
} as const satisfies {
	readonly [K in keyof typeof NOTIFIER_KINDS]: SettingDescriptions<(typeof NOTIFIER_KINDS)[K]["keys"]>;
};

export const NOTIFIER = {
	kind: setting(
		"What kind of receiver it is; the kind decides which other keys it has.",
		Object.keys(NOTIFIERS).join(", "),
	),
	name: setting(
		"Unique. The state file records under it which alerts were accepted. Default: the kind, or the variable's name.",
		"1 to 100 characters",
	),
	minSeverity: setting(
		"The least severity to send there. A notifier that got an alert also gets its further changes and its recovery, whatever their severity.",
		"info, warning, critical",
		"info",
	),
	caFile: setting("Certificate authorities to trust for this receiver, in PEM form.", "path or null"),
} as const satisfies SettingDescriptions<typeof COMMON_KEYS & { kind: string }>;

/** The shorthand: a notifier of the kind slack without its kind. */
const { kind: _, ...COMMON } = NOTIFIER;

export const STATE = {
	path: setting(
		"Where it is. Default: $STATE_DIRECTORY, root's /var/lib/llm-healthcheck or ~/.local/state/llm-healthcheck, there state.json.",
		"path",
	),
	mode: setting("Its file mode: 0640 or 0644 lets a monitoring agent read it.", "0600, 0640, 0644", "0600"),
} as const satisfies SettingDescriptions<Inner<WrittenConfig, "state">>;

export const FLAPPING = {
	changes: setting("More changes than this are flapping.", "2 to 100"),
	within: setting("The time in which they are counted.", "duration"),
} as const satisfies SettingDescriptions<Inner<WrittenSettings, "flapping">>;

export const QUIET_HOURS = {
	days: setting("The days on which the hours begin. Default: every day.", "sun, mon, tue, wed, thu, fri, sat"),
	from: setting("Begin.", "HH:MM"),
	to: setting("End; earlier than the begin means the next day.", "HH:MM"),
	timeZone: setting("IANA name. Default: the machine's own.", "text"),
} as const satisfies SettingDescriptions<Inner<WrittenSettings, "quietHours">>;

export const MAINTENANCE = {
	from: setting("Begin, with its offset: 2026-01-31T22:00:00Z or 2026-01-31T22:00+01:00.", "moment"),
	to: setting("End, likewise.", "moment"),
} as const satisfies SettingDescriptions<Inner<WrittenSettings, "maintenance">>;

/** Which table applies to which object of the file, by the key of the object. Targets have `TARGETS`. */
export const SECTIONS = {
	"": ROOT,
	defaults: SETTINGS,
	slack: { ...COMMON, ...NOTIFIERS.slack },
	notifiers: NOTIFIER,
	state: STATE,
	flapping: FLAPPING,
	quietHours: QUIET_HOURS,
	maintenance: MAINTENANCE,
} as const satisfies Readonly<Record<string, Readonly<Record<string, SettingDescription>>>>;
