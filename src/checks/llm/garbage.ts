/**
 * Output of a numerically broken model: one unit over and over. A short answer may look like it
 * (`...`, `!`, `Hmmmm`), so a unit must come several times, the more often the more it looks like a word.
 */

/** The rest is ignored: foreign text may be a megabyte, and repetition shows early. */
const READ_LENGTH = 2048;
/** A token is rarely longer. */
const LONGEST_UNIT = 48;

/** Special tokens, which have no text: `<unk>`, `<|endoftext|>`, `[PAD]`, `<0x00>`, `<unused12>`. */
const SPECIAL_TOKEN =
	/<[|｜][^<>|｜]{1,40}[|｜]>|<\/?(?:s|unk|pad|bos|eos|eot|eod|mask|sep|cls)>|\[\/?(?:UNK|PAD|BOS|EOS|SEP|CLS|MASK|INST|control_\d+)\]|<0x[\dA-F]{2}>|<(?:unused|extra_id|reserved|special|dummy)[\w-]{0,24}>|<(?:start|end)_of_\w{1,16}>/giu;

/** Laughter as one repeated character; longer laughter is a word, and words may repeat. */
const LAUGHTER = /^[哈呵嘿嘻笑草ㅋㅎ]$/u;

export function isGarbage(text: string): boolean {
	const marks = text.slice(0, READ_LENGTH).replace(/\s+/g, "");
	if (marks === "") return false;
	if (!hasVisibleAscii(marks) && /^[\ufffd\p{Cc}\p{Cn}]+$/u.test(marks)) return true;
	const unit = repeatedUnit(marks);
	return unit !== null && marks.length >= unit.length * timesOf(unit);
}

/** Most answers have some, and it is found without Unicode's tables, which take a short run half a millisecond. */
export function hasVisibleAscii(text: string): boolean {
	return /[!-~]/.test(text);
}

/** How many special tokens a text consists of; 0 if it has anything else. */
export function specialTokensAlone(text: string): number {
	const start = text.slice(0, READ_LENGTH);
	// Plain text spares compiling the pattern.
	if (!/[<[]/.test(start)) return 0;
	const tokens = start.match(SPECIAL_TOKEN) ?? [];
	return start.replace(SPECIAL_TOKEN, "").trim() === "" ? tokens.length : 0;
}

/** The shortest unit that a text repeats; the last repetition may be cut off. */
function repeatedUnit(marks: string): string | null {
	const longest = Math.min(LONGEST_UNIT, Math.floor(marks.length / 2));
	for (let length = 1; length <= longest; length += 1) {
		// The text equals itself shifted by this length.
		if (marks.startsWith(marks.slice(length))) return marks.slice(0, length);
	}
	return null;
}

/** How many repetitions of a unit count as garbage. */
function timesOf(unit: string): number {
	if (!/[\p{L}\p{N}]/u.test(unit)) return [...unit].length > 1 ? 3 : 4;
	// `hahaha`, `word word word`: a healthy model can write that, and a broken one writes no words.
	if (/^\p{L}{2,}$/u.test(unit) || LAUGHTER.test(unit)) return Number.POSITIVE_INFINITY;
	// `00000`; with letters it may be intended.
	return /^\p{N}+$/u.test(unit) ? 4 : 5;
}
