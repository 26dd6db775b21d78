/**
 * Text without control characters, direction overrides, zero-width marks and line separators. No `\\p{…}`: the JSON
 * Schema carries this pattern, and not every editor reads it as Unicode.
 */
const UNPRINTABLE = String.raw`\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff`;
const PRINTABLE = new RegExp(`^[^${UNPRINTABLE}]*$`);

/** A name: printable, 1 to 100 characters, no space at either end. */
export const NAME_PATTERN = new RegExp(`^(?! )[^${UNPRINTABLE}]{1,100}(?<! )$`);

export function isPrintable(text: string): boolean {
	return PRINTABLE.test(text);
}
