import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync, unlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isAlive, type Owner, ownerOf, ownName, type ThisProcess, thisOwner } from "./owner.ts";

/**
 * A lock of one file per claimant, `state.json.lock.<owner>`: whoever made its own file and then sees no other living
 * one holds the lock. Of two that come at once at least the later one sees the other and steps back. Because names
 * are never used twice, removing a dead owner's file cannot hit a living one's: there is no takeover to race for.
 */
export type Lock = Readonly<{
	/** Whether it is held now; else who holds it. Throws when a claim cannot be written. */
	tryClaim(): { held: true } | { held: false; holder: string };
	release(): void;
	/** A name for a temporary file that is swept away when this process leaves it behind. */
	temporaryPath(): string;
}>;

export function openLock(path: string, directoryMode: number, processes: ThisProcess): Lock {
	const directory = dirname(path);
	const prefix = { lock: `${basename(path)}.lock.`, temporary: `${basename(path)}.tmp.` };
	const self = thisOwner(processes.pid);
	const own = ownName(self);
	const claim = join(directory, prefix.lock + own);
	const look = (): string[] => {
		const names = readdirSync(directory);
		sweep(directory, names, prefix.temporary, own, (owner, age) => isAlive(owner, self, processes, age));
		return sweep(directory, names, prefix.lock, own, (owner, age) => isAlive(owner, self, processes, age));
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
		temporaryPath: () => join(directory, prefix.temporary + own),
	};
}

/**
 * Like the file, of this mode whatever the umask is; one that exists keeps its own. Not by Node's own `recursive`, which
 * tries for ever where a folder refuses a new one with ENOENT, as /proc and automounted places do.
 */
function makeDirectory(path: string, mode: number): void {
	if (existsSync(path)) return;
	makeDirectory(dirname(path), mode);
	try {
		mkdirSync(path);
	} catch (error) {
		// Another run was faster, or it is there and cannot be entered, which what follows says.
		if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
		throw error;
	}
	chmodSync(path, mode);
}

/** Removes what dead owners left, and says who else lives: `pid 123`. */
function sweep(
	directory: string,
	names: readonly string[],
	prefix: string,
	own: string,
	alive: (owner: Owner, ageMs: number) => boolean,
): string[] {
	const living: string[] = [];
	for (const name of names) {
		if (!name.startsWith(prefix) || name === prefix + own) continue;
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

/** For files that may be gone, or may not be ours to remove: both are fine. */
export function removeQuietly(path: string): void {
	try {
		unlinkSync(path);
	} catch {
		// The next run sweeps it, if it matters.
	}
}
