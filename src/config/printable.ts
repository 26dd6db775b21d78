import { UNPRINTABLE } from "../core/prose/clean.ts";

const PRINTABLE = new RegExp(`^[^${UNPRINTABLE}]*$`);

/** A name: printable, 1 to 100 characters, no space at either end. */
export const NAME_PATTERN = new RegExp(`^(?! )[^${UNPRINTABLE}]{1,100}(?<! )$`);

/** Without anything that a terminal or a reader would not show. */
export function isPrintable(text: string): boolean {
	return PRINTABLE.test(text);
}
