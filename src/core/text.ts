/** Control characters (C0, DEL, C1), bidirectional overrides, zero-width marks, line separators. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/**
 * Foreign text (model output, server errors) made safe for a terminal, a log line and a chat message:
 * unprintable runs become one space, and what is longer than `maxLength` characters is cut with `…`.
 */
export function clean(text: string, maxLength = 200): string {
	// Cutting first bounds the work on hostile input.
	const printable = text
		.slice(0, maxLength * 8)
		.toWellFormed()
		.replace(UNPRINTABLE, " ")
		.trim();
	const characters = [...printable];
	return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join("")}…` : printable;
}

/** `1m 5s`, `2h 3m`, `3d 4h`: a duration for people. Zero units are left out after the first. */
export function humanDuration(ms: number): string {
	const seconds = Math.max(0, Math.round(ms / 1000));
	const units = [
		["d", Math.floor(seconds / 86_400)],
		["h", Math.floor(seconds / 3600) % 24],
		["m", Math.floor(seconds / 60) % 60],
		["s", seconds % 60],
	] as const;
	const first = units.findIndex(([, amount]) => amount > 0);
	if (first < 0) return "0s";
	return units
		.slice(first, first + 2)
		.filter(([, amount]) => amount > 0)
		.map(([unit, amount]) => `${amount}${unit}`)
		.join(" ");
}
