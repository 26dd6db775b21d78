/**
 * Control characters (C0, DEL, C1), zero-width marks, line separators and direction overrides, for the brackets of a
 * regular expression. No `\p{…}`: the JSON Schema contains it, and not every editor supports that.
 */
const UNPRINTABLE = String.raw`\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff`;
const UNPRINTABLE_RUN = new RegExp(`[${UNPRINTABLE}]+`, "g");

/**
 * Foreign text (model output, server errors) made safe for a terminal, a log line and a chat message:
 * unprintable runs become one space, and longer text is cut at `maxLength` with `…`.
 */
export function clean(text: string, maxLength = 200): string {
	// Cutting first bounds the work on hostile input.
	const printable = text
		.slice(0, maxLength * 8)
		.toWellFormed()
		.replace(UNPRINTABLE_RUN, " ")
		.trim();
	const characters = [...printable];
	return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join("")}…` : printable;
}

/** The share of the head in a shortened quote; the rest is its end, where the real cause often is. */
const HEAD_SHARE = 0.6;

/** As `clean`, but keeps both ends of a longer text: `head … tail`. */
export function cleanEnds(text: string, maxLength: number): string {
	const bound = maxLength * 8;
	const whole = text.length <= 2 * bound ? text : `${text.slice(0, bound)} ${text.slice(-bound)}`;
	const characters = [...whole.toWellFormed().replace(UNPRINTABLE_RUN, " ").replace(/ {2,}/g, " ").trim()];
	if (characters.length <= maxLength) return characters.join("");
	const head = Math.floor((maxLength - 3) * HEAD_SHARE);
	const tail = maxLength - 3 - head;
	return `${characters.slice(0, head).join("").trimEnd()} … ${characters.slice(-tail).join("").trimStart()}`;
}

/** `1 target`, `2 targets`. */
export function plural(count: number, one: string): string {
	return `${count} ${one}${count === 1 ? "" : "s"}`;
}

/** The maximum length of a target's name. */
const NAME_LENGTH = 100;
const NAMES_SHOWN = 5;
const NAMES_OF_MANY = 3;

/** A name, made safe to show. */
export function nameOf(name: string): string {
	return clean(name, NAME_LENGTH);
}

/** `a, b`, or for a long list `a, b, c … and 9 more`. */
export function nameList(names: readonly string[]): string {
	if (names.length <= NAMES_SHOWN) return names.map(nameOf).join(", ");
	return `${names.slice(0, NAMES_OF_MANY).map(nameOf).join(", ")} … and ${names.length - NAMES_OF_MANY} more`;
}

const PRINTABLE = new RegExp(`^[^${UNPRINTABLE}]*$`);

/** A name: printable, 1 to 100 characters, no space at either end. */
export const NAME_PATTERN = new RegExp(`^(?! )[^${UNPRINTABLE}]{1,100}(?<! )$`);

/** Whether a text has no invisible or control characters. */
export function isPrintable(text: string): boolean {
	return PRINTABLE.test(text);
}
