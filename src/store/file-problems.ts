import { statSync } from "node:fs";
import { dirname } from "node:path";
import type { ThisProcess } from "./lock/owner.ts";

/** The remedy for each system error code. */
const REMEDY: Readonly<Record<string, string>> = {
	EACCES: "Run as the owner, correct the permissions, or set another place with --state.",
	EPERM: "Run as the owner, correct the permissions, or set another place with --state.",
	EROFS: "Set a place that can be written with --state.",
	ENOSPC: "Free some space there, or set another place with --state.",
	EDQUOT: "Free some of the quota there, or set another place with --state.",
	EFBIG: "Raise the file size limit (ulimit -f).",
	ENOTDIR: "Part of the path is a file: correct --state.",
	EEXIST: "Part of the path is a file: correct --state.",
	EISDIR: "Name a file, not a directory: correct --state.",
	ELOOP: "The symbolic links there lead in a circle: correct --state.",
	ENAMETOOLONG: "Set a shorter path with --state.",
};
const ANY_REMEDY = "Look at the disk, or set another place with --state.";

const FOUND: Readonly<Record<string, string>> = {
	EACCES: "permission denied",
	EPERM: "not permitted",
	EROFS: "the file system is read-only",
	ENOSPC: "the disk is full",
	EDQUOT: "the disk quota is used up",
	EFBIG: "the file would be larger than allowed",
	ENOTDIR: "not a directory",
	EEXIST: "not a directory",
	EISDIR: "is a directory",
	ELOOP: "too many symbolic links",
	ENAMETOOLONG: "the name is too long",
	EIO: "the disk reports an error",
	ENOENT: "no such directory",
};

/** One line: what failed on which path, why, and what to do. `option`: the flag that sets the path. */
export function fileProblem(
	what: string,
	{ path, option }: Readonly<{ path: string; option: "--state" | "--textfile" }>,
	error: unknown,
	processes: ThisProcess,
): string {
	const { code, message } = error as NodeJS.ErrnoException;
	const found = code ? `${FOUND[code] ?? "the system refused"} (${code})` : message;
	const denied = code === "EACCES" || code === "EPERM";
	const owner = denied ? ownership(path, processes) : "";
	const remedy = (REMEDY[code ?? ""] ?? ANY_REMEDY).replace("--state", option);
	return `cannot ${what} ${path}: ${found}${owner}. ${remedy}`;
}

/** `; /var/lib/x belongs to uid 0, mode 0700, and this run is uid 1000` */
function ownership(path: string, processes: ThisProcess): string {
	const known = [path, dirname(path)].map(describe).filter((words) => words !== null);
	const uid = processes.geteuid?.();
	if (known.length === 0 || uid === undefined) return "";
	return `; ${known.join(", ")}, and this run is uid ${uid}`;
}

function describe(path: string): string | null {
	try {
		const { uid, mode } = statSync(path);
		return `${path} belongs to uid ${uid}, mode 0${(mode & 0o7777).toString(8)}`;
	} catch {
		return null;
	}
}
