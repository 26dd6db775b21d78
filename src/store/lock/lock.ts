import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync, unlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isAlive, type Owner, ownerOf, ownName, type ThisProcess, thisOwner } from "./owner.ts";

/**
 * The lock is one file per claimant, `state.json.lock.<owner>`. A process that creates its file and then finds no other
 * living claimant holds the lock. If two start at once, at least the later one sees the other and steps back. A name is
 * never used twice, so removing a dead owner's file cannot remove a living one's.
 */
export type Lock = Readonly<{
	/** Takes the lock, or says who holds it. Throws when a claim cannot be written. */
	tryClaim(): { held: true } | { held: false; holder: string };
	release(): void;
	/** A path for a temporary file. A later run removes the file if this process leaves it behind. */
	temporaryPath(): string;
}>;

export function openLock(path: string, directoryMode: number, processes: ThisProcess): Lock {
	const directory = dirname(path);
	const prefix = { lock: `${basename(path)}.lock.`, temporary: `${basename(path)}.tmp.` };
	const self = thisOwner(processes.pid);
	const ownerName = ownName(self);
	const claim = join(directory, prefix.lock + ownerName);
	const look = (): string[] => {
		const names = readdirSync(directory);
		sweep(directory, names, prefix.temporary, ownerName, (owner, age) => isAlive(owner, self, processes, age));
		return sweep(directory, names, prefix.lock, ownerName, (owner, age) => isAlive(owner, self, processes, age));
	};
	return {
		tryClaim() {
			makeDirectory(directory, directoryMode);
			const [holder] = look();
			if (holder) return { held: false, holder };
			closeSync(openSync(claim, "wx", 0o600));
			const [rival] = look();
			if (!rival) return { held: true };
			unlinkSync(claim);
			return { held: false, holder: rival };
		},
		release: () => removeQuietly(claim),
		temporaryPath: () => join(directory, prefix.temporary + ownerName),
	};
}

/**
 * Creates the directory with this mode, whatever the umask is. An existing one keeps its own. Not with Node's
 * `recursive` option: it retries for ever where creating fails with ENOENT, as in /proc and automounted folders.
 */
function makeDirectory(path: string, mode: number): void {
	if (existsSync(path)) return;
	makeDirectory(dirname(path), mode);
	try {
		mkdirSync(path);
	} catch (error) {
		// Another run was faster, or the directory cannot be entered; the next call reports that.
		if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
		throw error;
	}
	chmodSync(path, mode);
}

/** Removes the files of dead owners, and lists the living ones: `pid 123 on host`. */
function sweep(
	directory: string,
	names: readonly string[],
	prefix: string,
	ownerName: string,
	alive: (owner: Owner, ageMs: number) => boolean,
): string[] {
	const living: string[] = [];
	for (const name of names) {
		if (!name.startsWith(prefix) || name === prefix + ownerName) continue;
		const owner = ownerOf(name.slice(prefix.length));
		if (!owner) continue;
		const path = join(directory, name);
		const age = ageOf(path);
		if (age === null) continue;
		if (alive(owner, age)) living.push(`pid ${owner.pid} on ${owner.host}`);
		else removeQuietly(path);
	}
	return living;
}

function ageOf(path: string): number | null {
	const stat = statSync(path, { throwIfNoEntry: false });
	return stat ? Date.now() - stat.mtimeMs : null;
}

/** For files that may be gone or not ours to remove. Both are fine. */
export function removeQuietly(path: string): void {
	try {
		unlinkSync(path);
	} catch {
		// The next run removes it, if it matters.
	}
}
