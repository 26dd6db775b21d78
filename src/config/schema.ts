import * as z from "zod/mini";
import { HEARTBEAT_REPORTS } from "../core/alerting/policy.ts";
import type { AuthStyle, LlmTarget, TargetKind } from "../core/target/target.ts";
import {
	choice,
	clock,
	count,
	duration,
	envName,
	expected,
	flag,
	instant,
	list,
	name,
	object,
	oneOf,
	path,
	text,
	timeZone,
	url,
} from "./leaves.ts";
import { COMMON_KEYS, NOTIFIER_KINDS, type NotifierKinds, type WrittenNotifier } from "./notifier-kinds.ts";

/** What users write. No `version` key: the file is strict, so a key of a newer release is named, not misread. */

const AUTH_STYLES = ["bearer", "api-key", "x-api-key"] as const satisfies readonly AuthStyle[];
const LISTS = ["ask", "none"] as const satisfies readonly LlmTarget["list"][];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const STATE_MODES = ["0600", "0640", "0644"] as const;

const flapping = object({ changes: count("a whole number from 2 to 100", 2, 100), within: duration() });
const quietWindow = object({
	days: z.optional(list(choice(DAYS))),
	from: clock(),
	to: clock(),
	timeZone: z.optional(timeZone()),
}).check(
	z.refine(({ from, to }) => from !== to, {
		error: 'another time than "from" (00:00 to 24:00 is the whole day)',
		path: ["to"],
	}),
);
const maintenanceWindow = object({ from: instant(), to: instant() }).check(
	z.refine(({ from, to }) => !(Date.parse(from) >= Date.parse(to)), { error: 'later than "from"', path: ["to"] }),
);

/** The settings of a target that `defaults` can give, too. */
const targetSettings = {
	model: z.optional(z.nullable(text("the id of a model"))),
	list: z.optional(choice(LISTS)),
	apiKeyEnv: z.optional(z.nullable(envName())),
	auth: z.optional(choice(AUTH_STYLES)),
	caFile: z.optional(z.nullable(path())),
	apiTimeout: z.optional(duration()),
	inferenceTimeout: z.optional(duration()),
	slow: z.optional(z.nullable(duration())),
	maxTokens: z.optional(count("a whole number from 1 to 4096", 1, 4096)),
	temperature: z.optional(
		z.nullable(
			z
				.number("a number from 0 to 2")
				.check(z.minimum(0, "a number from 0 to 2"), z.maximum(2, "a number from 0 to 2")),
		),
	),
	prompt: z.optional(text("a text of 1 to 500 characters")),
	expect: z.optional(z.nullable(expected())),
	stream: z.optional(flag()),
	noWake: z.optional(flag()),
	perServer: z.optional(count("a whole number from 1 to 100", 1, 100)),
	alertAfter: z.optional(count("a whole number of runs from 1 to 1000", 1, 1000)),
	recoverAfter: z.optional(count("a whole number of runs from 1 to 1000", 1, 1000)),
	remindEvery: z.optional(z.nullable(duration())),
	flapping: z.optional(z.nullable(flapping)),
	quietHours: z.optional(list(quietWindow)),
	maintenance: z.optional(list(maintenanceWindow)),
	announceDegraded: z.optional(flag()),
};

const defaults = object(targetSettings);

/** The schema of each kind of target, which refuses the keys of other kinds. Total: a new kind does not compile without one. */
const TARGET_SCHEMAS = {
	llm: object({ kind: z.optional(z.literal("llm")), name: name(), url: url(), ...targetSettings }),
} as const satisfies Record<TargetKind, z.core.$ZodTypeDiscriminable>;
/** The accepted values of `kind`, in the order of the table. */
export const TARGET_KINDS = Object.keys(TARGET_SCHEMAS) as TargetKind[];
const schemas = Object.values(TARGET_SCHEMAS) as [(typeof TARGET_SCHEMAS)[TargetKind]];
const target = z.discriminatedUnion("kind", schemas, {
	error: ({ code }: { code?: string }) => (code === "invalid_type" ? "an object" : oneOf(TARGET_KINDS)),
});
const slack = object({ ...COMMON_KEYS, ...NOTIFIER_KINDS.slack.keys });
const state = object({ path: z.optional(path()), mode: z.optional(choice(STATE_MODES)) });

const root = {
	$schema: z.optional(z.string("a text")),
	defaults: z.optional(defaults),
	targets: z.optional(list(target)),
	slack: z.optional(z.union([slack, list(slack)], "an object, or a list of objects")),
	state: z.optional(state),
	deadline: z.optional(duration()),
	heartbeatUrlEnv: z.optional(envName()),
	heartbeatReport: z.optional(choice(HEARTBEAT_REPORTS)),
	textfile: z.optional(path()),
};

/** The schema of the file, with these kinds of notifiers. */
export const configSchemaOf = (kinds: NotifierKinds) =>
	object({ ...root, notifiers: z.optional(list(notifierOf(kinds))) });

function notifierOf(kinds: NotifierKinds): z.ZodMiniType<WrittenNotifier> {
	const rows = Object.entries(kinds).map(([kind, { keys }]) =>
		object({ kind: z.literal(kind), ...COMMON_KEYS, ...keys }),
	);
	const union = z.discriminatedUnion("kind", rows as [(typeof rows)[number]], {
		error: ({ code }: { code?: string }) => (code === "invalid_type" ? "an object" : oneOf(Object.keys(kinds))),
	});
	return union as z.ZodMiniType<WrittenNotifier>;
}

/** The keys that each object of the file may have, by the key of the object. */
export const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
	"": [...Object.keys(root), "notifiers"],
	defaults: Object.keys(defaults.shape),
	targets: Object.keys(TARGET_SCHEMAS.llm.shape),
	slack: Object.keys(slack.shape),
	// Of every kind; each kind has more.
	notifiers: ["kind", ...Object.keys(COMMON_KEYS)],
	state: Object.keys(state.shape),
	flapping: Object.keys(flapping.shape),
	quietHours: Object.keys(quietWindow.shape),
	maintenance: Object.keys(maintenanceWindow.shape),
};

export type WrittenConfig = z.infer<ReturnType<typeof configSchemaOf>>;
export type WrittenTarget = z.infer<typeof target>;
export type WrittenTargetOf<Kind extends TargetKind> = z.infer<(typeof TARGET_SCHEMAS)[Kind]>;
export type WrittenSettings = z.infer<typeof defaults>;
