import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { describe, expect, it } from "vitest";
import { advance } from "../../src/core/alerting/advance.ts";
import { EMPTY_STATE, type State } from "../../src/core/alerting/state.ts";
import { encodeState } from "../../src/store/encoding.ts";
import { openStore, type StateStore } from "../../src/store/store.ts";
import { observed, START } from "../core/alerting/observations.ts";
import { SLACK } from "../core/alerting/story.ts";
import { asNobody } from "../support/as-nobody.ts";
import { useScratchFolder } from "../support/use.ts";

const folder = useScratchFolder({ anew: true });

const file = () => folder.file("state.json");
const open = (path = file(), mode = 0o600) => openStore(path, mode, process);
const soon = () => performance.now() + 100;
const modeOf = (path: string) => statSync(path).mode & 0o777;

/** One target down and told to nobody yet. */
const STATE: State = advance(EMPTY_STATE, [observed("api_down")], {
	listeners: [SLACK],
	held: new Set(),
	now: START,
}).state;

async function stored(store: StateStore): Promise<State> {
	const peeked = await store.peek();
	if (peeked.kind !== "state") throw new Error(JSON.stringify(peeked));
	return peeked.state;
}

describe("save and load", () => {
	it("gives back what was saved", async () => {
		expect(open().save(STATE)).toBeNull();
		expect(await open().load()).toMatchObject({ state: STATE, warnings: [], lost: false });
		expect(await stored(open())).toEqual(STATE);
	});

	it("starts anew where nothing is", async () => {
		expect(await open().peek()).toEqual({ kind: "missing" });
		expect(await open().load()).toMatchObject({ state: EMPTY_STATE, warnings: [], lost: false });
	});

	it.each([
		[0o600, 0o700],
		[0o640, 0o750],
		[0o644, 0o755],
	])("has mode %i whatever the umask is, and its new directories mode %i", async (mode, folderMode) => {
		const umask = process.umask(0o077);
		try {
			const path = folder.file("new/deeper/state.json");
			const store = open(path, mode);
			await store.lock(soon());
			store.save(STATE);
			store.unlock();
			expect(modeOf(path)).toBe(mode);
			expect([modeOf(folder.file("new")), modeOf(folder.file("new/deeper"))]).toEqual([folderMode, folderMode]);
		} finally {
			process.umask(umask);
		}
	});

	it("makes the missing directories, enterable by whoever may read the file", async () => {
		const store = open(folder.file("a/b/state.json"), 0o644);
		expect(await store.lock(soon())).toEqual({ kind: "held" });
		expect(store.save(STATE)).toBeNull();
		expect(modeOf(folder.file("a/b"))).toBe(0o755);
		const secret = open(folder.file("c/state.json"));
		await secret.lock(soon());
		expect(modeOf(folder.file("c"))).toBe(0o700);
		secret.unlock();
	});

	it("leaves nothing else behind", async () => {
		const store = open();
		await store.lock(soon());
		store.save(STATE);
		store.unlock();
		expect(readdirSync(folder.path)).toEqual(["state.json"]);
	});

	it("keeps a symbolic link a link", async () => {
		mkdirSync(folder.file("real"));
		writeFileSync(folder.file("real/state.json"), encodeState(EMPTY_STATE));
		symlinkSync(folder.file("real/state.json"), file());
		open().save(STATE);
		expect(readdirSync(folder.file("real"))).toEqual(["state.json"]);
		expect(readFileSync(folder.file("real/state.json"), "utf8")).toBe(encodeState(STATE));
	});

	it.each([
		["absolute", () => folder.file("real/first.json")],
		["relative", () => "real/first.json"],
	])("keeps a symbolic link to a file that is not there yet: %s", async (_name, target) => {
		mkdirSync(folder.file("real"));
		symlinkSync("second.json", folder.file("real/first.json"));
		symlinkSync(target(), file());
		expect(open().save(STATE)).toBeNull();
		expect(readlinkSync(file())).toBe(target());
		expect(readFileSync(folder.file("real/second.json"), "utf8")).toBe(encodeState(STATE));
		expect(await stored(open())).toEqual(STATE);
	});

	it("symbolic links in a circle are said in words and left untouched", async () => {
		symlinkSync("state.json", folder.file("other.json"));
		symlinkSync("other.json", file());
		const store = open();
		expect((await store.load()).warnings).toEqual([expect.stringContaining("too many symbolic links (ELOOP)")]);
		expect(store.save(STATE)).toContain("ELOOP");
		expect(readlinkSync(file())).toBe("other.json");
	});

	it("takes a file that a person wrote or indented", async () => {
		const { sum: _, ...plain } = JSON.parse(encodeState(STATE));
		writeFileSync(file(), JSON.stringify(plain, null, 2));
		expect(await stored(open())).toEqual(STATE);
		writeFileSync(file(), encodeState(STATE).replaceAll("ECONNREFUSED", "BY_HAND"));
		expect((await stored(open())).outbox[0]?.failure).toEqual({ kind: "refused", code: "BY_HAND" });
	});
});

describe("what cannot be used", () => {
	const whole = encodeState(STATE);
	const corrupt: [name: string, content: string, words: string][] = [
		["empty", "", "is empty"],
		["blank", "\n", "is empty"],
		["zeros, as a power cut leaves them", "\0".repeat(512), "is not a JSON object"],
		["torn in the middle", whole.slice(0, whole.length / 2), "is not a JSON object"],
		["another program's", `{"name":"something-else"}`, "has no version"],
		["a list", "[1,2]", "is not a JSON object"],
		[
			"of an impossible status",
			whole.replace(`"status":"api_down"`, `"status":"sleepy"`),
			"is damaged at targets.chat",
		],
		["without an outbox", whole.replace(/,"outbox":.*/, "}"), "is damaged at outbox"],
		[
			"of an impossible time",
			whole.replace(/"since":"[^"]*"/, `"since":"yesterday"`),
			"is damaged at targets.chat.facts.since",
		],
	];
	it.each(corrupt)("%s: is set aside and said so", async (_name, content, words) => {
		writeFileSync(file(), content);
		expect(await open().peek()).toMatchObject({ kind: "unreadable", problem: expect.stringContaining(words) });
		expect(readdirSync(folder.path)).toEqual(["state.json"]);

		const store = open();
		const { state, warnings, lost } = await store.load();
		expect({ state, lost }).toEqual({ state: EMPTY_STATE, lost: true });
		const [aside] = readdirSync(folder.path);
		expect(aside).toMatch(/^state\.json\.corrupt-\d{8}T\d{6}Z$/);
		expect(readFileSync(folder.file(aside ?? ""), "utf8")).toBe(content);
		expect(warnings).toEqual([expect.stringContaining(`${file()} ${words}`)]);
		expect(warnings[0]).toContain(aside);
		expect(store.save(STATE)).toBeNull();
		expect(await stored(open())).toEqual(STATE);
	});

	it("every torn length is noticed", async () => {
		for (let length = 0; length < whole.length - 1; length += 7) {
			writeFileSync(file(), whole.slice(0, length));
			expect((await open().peek()).kind).toBe("unreadable");
		}
		writeFileSync(file(), whole);
		truncateSync(file(), whole.length - 1);
		expect(await stored(open())).toEqual(STATE);
	});

	it("two within a second are set aside under two names", async () => {
		for (const content of ["one", "two", "three"]) {
			writeFileSync(file(), content);
			await open().load();
		}
		expect(
			readdirSync(folder.path)
				.map((name) => readFileSync(folder.file(name), "utf8"))
				.sort(),
		).toEqual(["one", "three", "two"]);
	});

	it("a newer version is refused and left untouched", async () => {
		const content = `{"version":7,"targets":{}}`;
		writeFileSync(file(), content);
		const store = open();
		const loaded = await store.load();
		expect(loaded).toMatchObject({ state: EMPTY_STATE, lost: true });
		expect(loaded.warnings[0]).toMatch(
			/state\.json has version 7 .* newer release.*Update this one.*--state.*left untouched/,
		);
		expect(store.save(STATE)).toBe(loaded.warnings[0]);
		expect(readFileSync(file(), "utf8")).toBe(content);
		expect(readdirSync(folder.path)).toEqual(["state.json"]);
	});

	it("a directory in its place is left alone", async () => {
		mkdirSync(file());
		const store = open();
		expect((await store.load()).warnings[0]).toContain("is a directory");
		expect(store.save(STATE)).toContain("is a directory");
		expect(statSync(file()).isDirectory()).toBe(true);
	});

	it("a file that is far too large is left untouched", async () => {
		writeFileSync(file(), "");
		truncateSync(file(), 64 * 1024 * 1024 + 1);
		const store = open();
		const { warnings } = await store.load();
		expect(warnings).toEqual([expect.stringMatching(/is larger than 64 MiB; it is left untouched$/)]);
		expect(store.save(STATE)).toBe(warnings[0]);
		expect(readdirSync(folder.path)).toEqual(["state.json"]);
	});

	it("a state that would be far too large is not saved", async () => {
		const [transition] = STATE.outbox;
		if (!transition) throw new Error("unreachable");
		const store = open();
		store.save(STATE);
		const large = { ...STATE, outbox: [{ ...transition, detail: "x".repeat(64 * 1024 * 1024) }] };
		expect(store.save(large)).toMatch(/would be larger than 64 MiB: check fewer targets/);
		expect(await stored(open())).toEqual(STATE);
	});

	it("a path through a file is said in words", async () => {
		writeFileSync(folder.file("plain"), "");
		const store = open(folder.file("plain/state.json"));
		expect(await store.lock(soon())).toMatchObject({
			kind: "unprotected",
			problem: expect.stringContaining("not a directory"),
		});
		expect(store.save(STATE)).toMatch(/cannot write the state file .*plain\/state\.json: .*--state/);
	});
});

describe("what may not be done", () => {
	it("a directory that may not be written: the state is read, the alert goes out, the words say why", async () => {
		writeFileSync(file(), encodeState(STATE), { mode: 0o644 });
		chmodSync(folder.path, 0o555);
		await asNobody(async () => {
			const store = open();
			const locked = await store.lock(soon());
			expect(locked).toMatchObject({ kind: "unprotected" });
			expect(await store.load()).toMatchObject({ state: STATE, warnings: [], lost: false });
			const problem = store.save(EMPTY_STATE);
			expect(problem).toContain(`cannot write the state file ${file()}: permission denied (EACCES)`);
			expect(problem).toContain(`${folder.path} belongs to uid`);
			expect(problem).toContain("--state");
			store.unlock();
			store.cleanup();
		});
		chmodSync(folder.path, 0o755);
		expect(readdirSync(folder.path)).toEqual(["state.json"]);
		expect(readFileSync(file(), "utf8")).toBe(encodeState(STATE));
	});

	it("a file that may not be read is not replaced either", async () => {
		writeFileSync(file(), encodeState(STATE));
		chmodSync(file(), 0);
		chmodSync(folder.path, 0o777);
		await asNobody(async () => {
			const store = open();
			expect(await store.lock(soon())).toEqual({ kind: "held" });
			const loaded = await store.load();
			expect(loaded).toMatchObject({ state: EMPTY_STATE, lost: true });
			expect(loaded.warnings[0]).toMatch(/cannot use the state file .*permission denied \(EACCES\); .*mode 00/);
			expect(store.save(EMPTY_STATE)).toBe(loaded.warnings[0]);
			expect(await store.peek()).toMatchObject({ kind: "unreadable" });
			store.unlock();
		});
		expect(readFileSync(file(), "utf8")).toBe(encodeState(STATE));
	});

	it("a corrupt file that cannot be set aside is not overwritten", async () => {
		writeFileSync(file(), "torn", { mode: 0o644 });
		chmodSync(folder.path, 0o555);
		await asNobody(async () => {
			const store = open();
			const loaded = await store.load();
			expect(loaded).toMatchObject({ state: EMPTY_STATE, lost: true });
			expect(store.save(STATE)).toContain("permission denied");
		});
		expect(readFileSync(file(), "utf8")).toBe("torn");
	});
});

describe("cleanup", () => {
	it("releases the lock and removes the temporary file at once", async () => {
		const store = open();
		await store.lock(soon());
		const [claim] = readdirSync(folder.path);
		writeFileSync(folder.file((claim ?? "").replace(".lock.", ".tmp.")), "half");
		store.cleanup();
		expect(readdirSync(folder.path)).toEqual([]);
		store.cleanup();
	});

	it("of a store that never locked touches nothing", () => {
		open(folder.file("nowhere/state.json")).cleanup();
		expect(existsSync(folder.file("nowhere"))).toBe(false);
	});
});
