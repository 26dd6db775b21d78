import {
	closeSync,
	existsSync,
	fchmodSync,
	fsyncSync,
	openSync,
	readFileSync,
	readlinkSync,
	realpathSync,
	renameSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { removeQuietly } from "./lock/lock.ts";

/** Far more than a thousand targets need. A larger file is not ours, and we write none. */
const MAX_BYTES = 64 * 1024 * 1024;
export const MAX_WORDS = "64 MiB";

export function isTooLarge(text: string): boolean {
	return Buffer.byteLength(text) > MAX_BYTES;
}

export type FoundFile = Readonly<
	{ kind: "text"; text: string } | { kind: "missing" } | { kind: "not_ours"; why: string }
>;

/** Throws the system's error, for example EACCES. */
export function readText(path: string): FoundFile {
	const stat = statSync(path, { throwIfNoEntry: false });
	if (!stat) return { kind: "missing" };
	// Opening a FIFO would wait for ever.
	if (!stat.isFile()) return { kind: "not_ours", why: stat.isDirectory() ? "is a directory" : "is not a regular file" };
	if (stat.size > MAX_BYTES) return { kind: "not_ours", why: `is larger than ${MAX_WORDS}` };
	return { kind: "text", text: readFileSync(path, "utf8") };
}

/** The system's own limit. */
const MAX_LINKS = 40;

/**
 * The real path of the file, even if it does not exist yet. Writing follows symbolic links: replacing a link by a file
 * would break the link.
 */
export function resolvePath(path: string): string {
	let place = path;
	for (let links = 0; links < MAX_LINKS; links++) {
		try {
			return realpathSync(place);
		} catch (error) {
			const next = (error as NodeJS.ErrnoException).code === "ENOENT" ? linkedFrom(place) : null;
			if (next === null) return place;
			place = next;
		}
	}
	return path;
}

/** `null`: not a link. */
function linkedFrom(path: string): string | null {
	try {
		return resolve(realpathSync(dirname(path)), readlinkSync(path));
	} catch {
		return null;
	}
}

/**
 * Replaces the file atomically: at any time, even after a power cut, it holds the new text or the old one. On a system
 * error it throws and leaves no temporary file behind.
 */
export function replaceFile(path: string, temporary: string, text: string, mode: number): void {
	try {
		writeDurably(temporary, text, mode);
		renameSync(temporary, path);
	} catch (error) {
		removeQuietly(temporary);
		throw error;
	}
	syncDirectory(dirname(path));
}

function writeDurably(path: string, text: string, mode: number): void {
	const file = openSync(path, "wx", mode);
	try {
		// The caller's umask must not decide who may read the file.
		fchmodSync(file, mode);
		writeFileSync(file, text);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}

/** Makes the rename durable. Some file systems cannot; the file is still in place. */
function syncDirectory(path: string): void {
	try {
		const directory = openSync(path, "r");
		try {
			fsyncSync(directory);
		} finally {
			closeSync(directory);
		}
	} catch {
		// Only durability across a power cut is lost.
	}
}

/** Renames a corrupt file to mark it as such. Returns the new name. */
export function setAside(path: string, now: number): string {
	const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
	for (let count = 1; ; count++) {
		const name = `${path}.corrupt-${stamp}${count > 1 ? `-${count}` : ""}`;
		if (existsSync(name)) continue;
		renameSync(path, name);
		return name;
	}
}
