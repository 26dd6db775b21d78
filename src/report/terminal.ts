/** Characters that take two cells: CJK, Hangul, kana, full-width forms, and pictures shown as such. */
const WIDE =
	/^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f)/u;
const PLAIN = /^[\x20-\x7e]*$/;

/** How many cells of a terminal the text takes. */
export function displayWidth(text: string): number {
	if (PLAIN.test(text)) return text.length;
	return graphemes(text).reduce((cells, grapheme) => cells + cellsOf(grapheme), 0);
}

/** Filled up with spaces to that many cells. */
export function padTo(text: string, cells: number): string {
	return text + " ".repeat(Math.max(0, cells - displayWidth(text)));
}

/** Cut to that many cells, the last of them `…`; a wide character is never cut in half. */
export function cutTo(text: string, cells: number): string {
	if (displayWidth(text) <= cells) return text;
	let kept = "";
	let used = 1;
	for (const grapheme of graphemes(text)) {
		used += cellsOf(grapheme);
		if (used > cells) break;
		kept += grapheme;
	}
	return `${kept}…`;
}

/** Breaks at spaces into lines of at most that many cells. A longer word gets its own line, whole, so that it can be copied. */
export function wrapTo(text: string, cells: number): string[] {
	const lines: string[] = [];
	let line = "";
	for (const word of text.split(" ")) {
		if (line !== "" && displayWidth(line) + 1 + displayWidth(word) > cells) {
			lines.push(line);
			line = word;
		} else {
			line = line === "" ? word : `${line} ${word}`;
		}
	}
	return [...lines, line];
}

function graphemes(text: string): string[] {
	return Array.from(new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text), ({ segment }) => segment);
}

function cellsOf(grapheme: string): number {
	if (WIDE.test(grapheme)) return 2;
	return /^\p{Mark}/u.test(grapheme) ? 0 : 1;
}

/** The few colours of a terminal, each a function; without colour they return the text as it is. */
export type Paint = Readonly<Record<"green" | "yellow" | "red" | "dim" | "bold", (text: string) => string>>;

export function paintWith(color: boolean): Paint {
	const wrap = (open: number, close: number) => (text: string) =>
		color ? `\u001b[${open}m${text}\u001b[${close}m` : text;
	return { green: wrap(32, 39), yellow: wrap(33, 39), red: wrap(31, 39), dim: wrap(2, 22), bold: wrap(1, 22) };
}
