/** Where and why a text is not JSON, or has a key twice. Quotes nothing of the text but punctuation. */
export type JsonFault = Readonly<{ line: number; column: number; problem: string }>;

class Fault extends Error {
	readonly at: number;
	constructor(at: number, problem: string) {
		super(problem);
		this.at = at;
	}
}

const MAX_DEPTH = 100;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;

/**
 * `JSON.parse` says where it stopped only sometimes, quotes the text (which may hold a secret), and lets the last of
 * two same keys win in silence. So this walks the text once more, for its faults only.
 */
export function findJsonFault(text: string): JsonFault | null {
	try {
		const end = skip(text, value(text, skip(text, 0), 0));
		if (end < text.length) throw new Fault(end, "nothing may follow the closing bracket");
		return null;
	} catch (fault) {
		if (!(fault instanceof Fault)) throw fault;
		const before = text.slice(0, fault.at).split(/\r\n|\n|\r/);
		return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, problem: fault.message };
	}
}

function value(text: string, at: number, depth: number): number {
	if (depth > MAX_DEPTH) throw new Fault(at, "nested too deeply");
	const first = text[at];
	if (first === "{") return members(text, at, depth);
	if (first === "[") return items(text, at, depth);
	if (first === '"')
		return match(STRING, text, at) ?? fail(text, at, "this text has no end on its line, or a wrong backslash");
	return match(NUMBER, text, at) ?? match(WORD, text, at) ?? fail(text, at, "a value is missing or unreadable here");
}

function members(text: string, open: number, depth: number): number {
	const keys = new Set<string>();
	let at = skip(text, open + 1);
	if (text[at] === "}") return at + 1;
	for (;;) {
		if (text[at] === "}") fail(text, at, 'remove the comma before "}"');
		const keyEnd = match(STRING, text, at) ?? fail(text, at, "a key in double quotes belongs here");
		const key: string = JSON.parse(text.slice(at, keyEnd));
		if (keys.has(key)) fail(text, at, "this object has the same key twice");
		keys.add(key);
		at = skip(text, keyEnd);
		if (text[at] !== ":") fail(text, at, '":" belongs here');
		at = skip(text, value(text, skip(text, at + 1), depth + 1));
		if (text[at] === "}") return at + 1;
		if (text[at] !== ",") fail(text, at, '"," or "}" belongs here');
		at = skip(text, at + 1);
	}
}

function items(text: string, open: number, depth: number): number {
	let at = skip(text, open + 1);
	if (text[at] === "]") return at + 1;
	for (;;) {
		if (text[at] === "]") fail(text, at, 'remove the comma before "]"');
		at = skip(text, value(text, at, depth + 1));
		if (text[at] === "]") return at + 1;
		if (text[at] !== ",") fail(text, at, '"," or "]" belongs here');
		at = skip(text, at + 1);
	}
}

function skip(text: string, at: number): number {
	return match(SPACE, text, at) ?? at;
}

function match(pattern: RegExp, text: string, at: number): number | null {
	pattern.lastIndex = at;
	return pattern.test(text) ? pattern.lastIndex : null;
}

function fail(text: string, at: number, problem: string): never {
	if (at >= text.length) throw new Fault(at, "the file ends too early");
	if (text[at] === "/" || text[at] === "#") throw new Fault(at, "JSON has no comments");
	if (text[at] === "'") throw new Fault(at, "JSON wants double quotes");
	throw new Fault(at, problem);
}
