import { EMPTY_STATE, STATE_VERSION, type State } from "../core/alerting/state.ts";
import { decodeOwn, encodeState } from "./encoding.ts";
import { isTooLarge, MAX_WORDS, readText, replaceFile, resolvePath, setAside } from "./file.ts";
import { fileProblem } from "./file-problems.ts";
import { openLock, removeQuietly } from "./lock/lock.ts";
import type { ThisProcess } from "./lock/owner.ts";

/** What a reader finds. `problem`: why there is nothing to show, in words. */
export type Peeked = Readonly<
	{ kind: "state"; state: State } | { kind: "missing" } | { kind: "unreadable"; problem: string }
>;

/**
 * `busy`: another run held the lock until the deadline, so this one must not load, send or save.
 * `unprotected`: no lock can be taken (nothing can be written). The run continues: a repeated alert is better than
 * none.
 */
type Locked = Readonly<{ kind: "held" } | { kind: "busy"; problem: string } | { kind: "unprotected"; problem: string }>;

/** `warnings`: for people. `lost`: it is unknown what was sent before, so alerts may repeat. */
type Loaded = Readonly<{ state: State; warnings: readonly string[]; lost: boolean }>;

export type StateStore = Readonly<{
	path: string;
	/** Read only, without the lock; never throws. */
	peek(): Promise<Peeked>;
	/** `deadlineAt`: on the scale of `performance.now()`. */
	lock(deadlineAt: number): Promise<Locked>;
	/** The recorded state. Never throws: an unusable file is set aside, or left alone if it is not ours. */
	load(): Promise<Loaded>;
	/** Why it could not be saved, in words; `null` when it was. */
	save(state: State): string | null;
	unlock(): void;
	/** For a signal handler: removes the lock and the temporary file at once. */
	cleanup(): void;
}>;

/** The state file at `path`, with this mode as for chmod. Opening it writes nothing. */
export function openStore(path: string, mode: number, processes: ThisProcess): StateStore {
	const place = resolvePath(path);
	// Those who may read the file may enter its directory.
	const lock = openLock(place, mode | ((mode & 0o444) >> 2), processes);
	const words = (what: string, error: unknown) => fileProblem(what, { path, option: "--state" }, error, processes);
	const read = stateReader(place);
	/** Why this run must not write: the file belongs to another program or release. */
	let handsOff: string | null = null;

	return {
		path,
		async peek() {
			try {
				const found = await read();
				if (found.kind === "state" || found.kind === "missing") return found;
				return { kind: "unreadable", problem: `the state file ${path} ${found.why}` };
			} catch (error) {
				return { kind: "unreadable", problem: words("read the state file", error) };
			}
		},
		async lock(deadlineAt) {
			try {
				return await waitFor(lock, path, deadlineAt);
			} catch (error) {
				return { kind: "unprotected", problem: words("lock the state file", error) };
			}
		},
		async load() {
			const loaded = await loadState(read, place, path, words);
			handsOff = loaded.handsOff;
			return loaded;
		},
		save(state) {
			if (handsOff) return handsOff;
			try {
				const text = encodeState(state);
				if (isTooLarge(text))
					return `the state file ${path} would be larger than ${MAX_WORDS}: check fewer targets with it`;
				replaceFile(place, lock.temporaryPath(), text, mode);
				return null;
			} catch (error) {
				return words("write the state file", error);
			}
		},
		unlock: lock.release,
		cleanup() {
			lock.release();
			removeQuietly(lock.temporaryPath());
		},
	};
}

async function waitFor(lock: ReturnType<typeof openLock>, path: string, deadlineAt: number): Promise<Locked> {
	for (;;) {
		const claim = lock.tryClaim();
		if (claim.held) return { kind: "held" };
		// A random pause, so that two runs do not step back for each other for ever.
		const pauseMs = 4 + Math.random() * 20;
		if (performance.now() + pauseMs >= deadlineAt) {
			const problem = `another run (${claim.holder}) holds the state file ${path}: this run records nothing and sends nothing`;
			return { kind: "busy", problem };
		}
		await new Promise((resolve) => setTimeout(resolve, pauseMs));
	}
}

type FoundState = Readonly<
	| { kind: "state"; state: State }
	| { kind: "missing" }
	| { kind: "corrupt"; why: string }
	| { kind: "foreign"; why: string }
>;

/** A run reads twice: before probing, and under the lock. An unchanged file is not parsed again. */
function stateReader(path: string): () => Promise<FoundState> {
	let last: Readonly<{ text: string; found: FoundState }> | null = null;
	return async () => {
		const file = readText(path);
		if (file.kind === "missing") return file;
		if (file.kind === "not_ours") return { kind: "foreign", why: file.why };
		if (file.text !== last?.text) last = { text: file.text, found: await parse(file.text) };
		return last.found;
	};
}

async function parse(text: string): Promise<FoundState> {
	const own = decodeOwn(text);
	if (own) return { kind: "state", state: own };
	const { parseState } = await import("./schema.ts");
	const parsed = parseState(text);
	if (parsed.kind !== "newer") return parsed;
	const why = `has version ${parsed.version} and this release knows up to ${STATE_VERSION}: it was written by a newer release`;
	return { kind: "foreign", why: `${why}. Update this one, or set another place with --state` };
}

type Words = (what: string, error: unknown) => string;

async function loadState(
	read: () => Promise<FoundState>,
	place: string,
	path: string,
	words: Words,
): Promise<Loaded & { handsOff: string | null }> {
	try {
		const found = await read();
		if (found.kind === "state") return { state: found.state, warnings: [], lost: false, handsOff: null };
		if (found.kind === "missing") return { state: EMPTY_STATE, warnings: [], lost: false, handsOff: null };
		if (found.kind === "corrupt") {
			const name = setAside(place, Date.now());
			const warning = `the state file ${path} ${found.why}; set aside as ${name}, started anew`;
			return { state: EMPTY_STATE, warnings: [warning], lost: true, handsOff: null };
		}
		return unusable(`the state file ${path} ${found.why}; it is left untouched`);
	} catch (error) {
		return unusable(words("use the state file", error));
	}
}

function unusable(problem: string): Loaded & { handsOff: string } {
	return { state: EMPTY_STATE, warnings: [problem], lost: true, handsOff: problem };
}
