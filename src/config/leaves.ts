import * as z from "zod/mini";
import { NAME_PATTERN } from "../core/prose/clean.ts";
import { DURATION_PATTERN, DURATION_WORDS, parseDuration } from "../core/prose/duration.ts";
import { normalizeBaseUrl } from "../core/target/base-url.ts";

/** The kinds of values that a config file holds. Each message ends the sentence "it must be …"; that of a server's address is a sentence itself. */
z.config({ jitless: true });

export const text = (words: string) => z.string(words).check(z.trim(), z.minLength(1, words), z.maxLength(500, words));
export const count = (words: string, least: number, most: number) =>
	z.int(words).check(z.minimum(least, words), z.maximum(most, words));
export const oneOf = (values: readonly string[]) => `one of ${values.map((value) => `"${value}"`).join(", ")}`;
export const choice = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values, oneOf(values));
export const flag = () => z.boolean("true or false");

export const duration = () =>
	z
		.union(
			[z.string().check(z.regex(DURATION_PATTERN, DURATION_WORDS)), z.number().check(z.positive(DURATION_WORDS))],
			DURATION_WORDS,
		)
		.check(z.refine((written) => parseDuration(written) !== null, DURATION_WORDS));

const ENV_WORDS = "the NAME of an environment variable, in capitals, such as LLM_API_KEY (never the secret itself)";
export const envName = () => z.string(ENV_WORDS).check(z.regex(/^[A-Z_][A-Z0-9_]{0,63}$/, ENV_WORDS));

const PATH_WORDS = "a path (absolute, or relative to this file; ~ is not expanded)";
export const path = () => z.string(PATH_WORDS).check(z.regex(/^[^~\0][^\0]*$/, PATH_WORDS));

const URL_WORDS = "the address of the server, such as http://gpu1:8000";
/** The value that is read is the base URL. */
export const url = () =>
	z.string(URL_WORDS).check(
		z.check<string>((payload) => {
			const base = normalizeBaseUrl(payload.value);
			if (base.ok) payload.value = base.baseUrl;
			else payload.issues.push({ code: "custom", input: null, message: base.problem });
		}),
	);

const NAME_WORDS = "a name of 1 to 100 printable characters";
export const name = () => z.string(NAME_WORDS).check(z.regex(NAME_PATTERN, NAME_WORDS));

const EXPECT_WORDS = "a regular expression that JavaScript understands";
export const expected = () =>
	z.string(EXPECT_WORDS).check(z.minLength(1, EXPECT_WORDS), z.refine(isRegExp, EXPECT_WORDS));

const CLOCK_WORDS = 'a time of day such as "22:00"';
export const clock = () => z.string(CLOCK_WORDS).check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, CLOCK_WORDS));

const INSTANT_WORDS = 'a moment with its offset, such as "2026-01-31T22:00:00Z" or "2026-01-31T22:00+01:00"';
export const instant = () =>
	z.string(INSTANT_WORDS).check(
		z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/, INSTANT_WORDS),
		z.refine((written) => !Number.isNaN(Date.parse(written)), INSTANT_WORDS),
	);

const ZONE_WORDS = 'a time zone such as "Europe/Berlin" or "UTC"';
export const timeZone = () => z.string(ZONE_WORDS).check(z.minLength(1, ZONE_WORDS), z.refine(isTimeZone, ZONE_WORDS));

/** The keys of an object. */
export type Shape = z.core.$ZodShape;

export const object = <const T extends z.core.$ZodShape>(shape: T) => z.strictObject(shape, "an object");
export const list = <T extends z.core.SomeType>(item: T) =>
	z.array(item, "a list").check(z.maxLength(1000, "at most 1000"));

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
