import * as z from "zod/mini";
import { SEVERITIES } from "../core/alerting/policy.ts";
import { NAME_PATTERN } from "../core/prose/clean.ts";
import { DURATION_PATTERN, DURATION_WORDS, parseDuration } from "../core/prose/duration.ts";
import { normalizeBaseUrl } from "../core/target/base-url.ts";
import type { AuthStyle, TargetKind } from "../core/target/target.ts";
import { HEARTBEAT_REPORTS } from "./config.ts";

/**
 * What users write. Each leaf's message ends the sentence "it must be …"; that of an address is a sentence itself.
 * No `version` key: the file is strict, so a key of a newer release is named, not misread.
 */
z.config({ jitless: true });

const AUTH_STYLES = ["bearer", "api-key", "x-api-key"] as const satisfies readonly AuthStyle[];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const STATE_MODES = ["0600", "0640", "0644"] as const;

const text = (words: string) => z.string(words).check(z.trim(), z.minLength(1, words), z.maxLength(500, words));
const count = (words: string, least: number, most: number) =>
	z.int(words).check(z.minimum(least, words), z.maximum(most, words));
const oneOf = (values: readonly string[]) => `one of ${values.map((value) => `"${value}"`).join(", ")}`;
const choice = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values, oneOf(values));
const flag = () => z.boolean("true or false");

const duration = () =>
	z
		.union(
			[z.string().check(z.regex(DURATION_PATTERN, DURATION_WORDS)), z.number().check(z.positive(DURATION_WORDS))],
			DURATION_WORDS,
		)
		.check(z.refine((written) => parseDuration(written) !== null, DURATION_WORDS));

const ENV_WORDS = "the NAME of an environment variable, in capitals, such as LLM_API_KEY (never the secret itself)";
const envName = () => z.string(ENV_WORDS).check(z.regex(/^[A-Z_][A-Z0-9_]{0,63}$/, ENV_WORDS));

const PATH_WORDS = "a path (absolute, or relative to this file; ~ is not expanded)";
const path = () => z.string(PATH_WORDS).check(z.regex(/^[^~\0][^\0]*$/, PATH_WORDS));

const URL_WORDS = "the address of the server, such as http://gpu1:8000";
/** The value that is read is the base URL. */
const url = () =>
	z.string(URL_WORDS).check(
		z.check<string>((payload) => {
			const base = normalizeBaseUrl(payload.value);
			if (base.ok) payload.value = base.baseUrl;
			else payload.issues.push({ code: "custom", input: null, message: base.problem });
		}),
	);

const NAME_WORDS = "a name of 1 to 100 printable characters";
const name = () => z.string(NAME_WORDS).check(z.regex(NAME_PATTERN, NAME_WORDS));

const EXPECT_WORDS = "a regular expression that JavaScript understands";
const expected = () => z.string(EXPECT_WORDS).check(z.minLength(1, EXPECT_WORDS), z.refine(isRegExp, EXPECT_WORDS));

const CLOCK_WORDS = 'a time of day such as "22:00"';
const clock = () => z.string(CLOCK_WORDS).check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, CLOCK_WORDS));

const INSTANT_WORDS = 'a moment with its offset, such as "2026-01-31T22:00:00Z" or "2026-01-31T22:00+01:00"';
const instant = () =>
	z.string(INSTANT_WORDS).check(
		z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/, INSTANT_WORDS),
		z.refine((written) => !Number.isNaN(Date.parse(written)), INSTANT_WORDS),
	);

const ZONE_WORDS = 'a time zone such as "Europe/Berlin" or "UTC"';
const timeZone = () => z.string(ZONE_WORDS).check(z.minLength(1, ZONE_WORDS), z.refine(isTimeZone, ZONE_WORDS));

const object = <const T extends z.core.$ZodShape>(shape: T) => z.strictObject(shape, "an object");
const list = <T extends z.core.SomeType>(item: T) => z.array(item, "a list").check(z.maxLength(1000, "at most 1000"));

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
const slack = object({
	name: z.optional(name()),
	webhookUrlEnv: z.optional(envName()),
	minSeverity: z.optional(choice(SEVERITIES)),
	caFile: z.optional(z.nullable(path())),
});
const state = object({ path: z.optional(path()), mode: z.optional(choice(STATE_MODES)) });

export const configSchema = object({
	$schema: z.optional(z.string("a text")),
	defaults: z.optional(defaults),
	targets: z.optional(list(target)),
	slack: z.optional(z.union([slack, list(slack)], "an object, or a list of objects")),
	state: z.optional(state),
	deadline: z.optional(duration()),
	heartbeatUrlEnv: z.optional(envName()),
	heartbeatReport: z.optional(choice(HEARTBEAT_REPORTS)),
	textfile: z.optional(path()),
});

/** The keys that each object of the file may have, by the key under which the object stands. */
export const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
	"": Object.keys(configSchema.shape),
	defaults: Object.keys(defaults.shape),
	targets: Object.keys(TARGET_SCHEMAS.llm.shape),
	slack: Object.keys(slack.shape),
	state: Object.keys(state.shape),
	flapping: Object.keys(flapping.shape),
	quietHours: Object.keys(quietWindow.shape),
	maintenance: Object.keys(maintenanceWindow.shape),
};

export type WrittenConfig = z.infer<typeof configSchema>;
export type WrittenTarget = z.infer<typeof target>;
export type WrittenTargetOf<Kind extends TargetKind> = z.infer<(typeof TARGET_SCHEMAS)[Kind]>;
export type WrittenSettings = z.infer<typeof defaults>;
export type WrittenSlack = z.infer<typeof slack>;

function isRegExp(source: string): boolean {
	try {
		new RegExp(source);
		return true;
	} catch {
		return false;
	}
}

function isTimeZone(zone: string): boolean {
	try {
		new Intl.DateTimeFormat("en", { timeZone: zone });
		return true;
	} catch {
		return false;
	}
}
