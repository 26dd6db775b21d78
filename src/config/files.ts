import { readFileSync, statSync } from "node:fs";

/** A file's text, or why there is none. */
export type FileContent = Readonly<{ kind: "text"; text: string } | { kind: "unreadable"; problem: string }>;

const MAX_BYTES = 1024 * 1024;

const WORDS: Readonly<Record<string, string>> = {
	EACCES: "permission denied for this user",
	EPERM: "permission denied for this user",
	EISDIR: "it is a folder",
	ENOENT: "there is no such file",
	ENOTDIR: "there is no such file",
	ELOOP: "its links go round in a circle",
	ENAMETOOLONG: "the path is too long",
	ERR_INVALID_ARG_VALUE: "this is no path",
};

/** A file that was asked for by name: anything may be read, a pipe too, and whatever fails is a problem. */
export function readNamed(path: string): FileContent {
	try {
		const bytes = readFileSync(path);
		if (bytes.length > MAX_BYTES) return { kind: "unreadable", problem: "it is larger than 1 MiB" };
		return { kind: "text", text: bytes.toString("utf8") };
	} catch (error) {
		return { kind: "unreadable", problem: wordsOf(error) };
	}
}

/** A file that is looked for in a usual place: only a plain file counts (a folder `.env` is a Python habit). */
export function readIfThere(path: string): FileContent | { kind: "absent" } {
	try {
		if (statSync(path).isFile()) return readNamed(path);
	} catch {
		// Behind a folder that may not be entered, or gone meanwhile: not there, as far as we can know.
	}
	return { kind: "absent" };
}

function wordsOf(error: unknown): string {
	const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
	return WORDS[code] ?? `it cannot be read (${code})`;
}
