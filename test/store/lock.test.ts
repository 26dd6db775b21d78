import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { ownerOf, ownName, type ThisProcess, thisOwner } from "../../src/store/lock/owner.ts";
import { openStore } from "../../src/store/store.ts";
import { A_HANG_MS } from "../support/patience.ts";
import { useScratchFolder } from "../support/use.ts";

const folder = useScratchFolder({ anew: true });

const open = (processes: ThisProcess = process) => openStore(folder.file("state.json"), 0o600, processes);
const within = (ms: number) => performance.now() + ms;
const self = thisOwner(process.pid);

/** As a process that is no more, or another machine's, would have left it. */
function leave(owner: Partial<typeof self>, ageMs = 0, what = "lock"): string {
	const name = `state.json.${what}.${ownName({ ...self, ...owner })}`;
	const path = folder.file(name);
	writeFileSync(path, "");
	const made = (Date.now() - ageMs) / 1000;
	utimesSync(path, made, made);
	return name;
}

const deadPid = () => spawnSync("true").pid;

describe("the lock", () => {
	it("is one run's at a time", async () => {
		const [first, second] = [open(), open()];
		expect(await first.lock(within(100))).toEqual({ kind: "held" });
		const busy = await second.lock(within(50));
		expect(busy).toMatchObject({ kind: "busy", problem: expect.stringContaining(`pid ${process.pid}`) });
		first.unlock();
		expect(await second.lock(within(100))).toEqual({ kind: "held" });
		second.unlock();
		expect(readdirSync(folder.path)).toEqual([]);
	});

	it("never waits past the deadline", async () => {
		const holder = open();
		await holder.lock(within(100));
		const started = performance.now();
		await open().lock(within(200));
		expect(performance.now() - started).toBeLessThan(A_HANG_MS);
		const again = performance.now();
		await open().lock(within(-1000));
		expect(performance.now() - again).toBeLessThan(A_HANG_MS);
	});

	it("is waited for until it is free", async () => {
		const [holder, waiter] = [open(), open()];
		await holder.lock(within(100));
		const waiting = waiter.lock(within(2000));
		setTimeout(holder.unlock, 60);
		expect(await waiting).toEqual({ kind: "held" });
	});

	it("never has two holders, however many want it, and all get it", async () => {
		let inside = 0;
		let most = 0;
		const work = async () => {
			for (let turn = 0; turn < 5; turn++) {
				const store = open();
				expect(await store.lock(within(20_000))).toEqual({ kind: "held" });
				inside += 1;
				most = Math.max(most, inside);
				await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
				inside -= 1;
				store.unlock();
			}
		};
		await Promise.all(Array.from({ length: 8 }, work));
		expect(most).toBe(1);
		expect(readdirSync(folder.path)).toEqual([]);
	});
});

describe("a lock that was left behind", () => {
	const rows: [name: string, owner: () => Partial<typeof self>, ageMs: number, alive: boolean][] = [
		["by a process that is dead", () => ({ pid: deadPid() }), 0, false],
		["by a process whose pid another one got", () => ({ start: "1" }), 0, false],
		["before a reboot", () => ({ boot: "abc123", pid: 1 }), 0, false],
		["in a sandbox that hides the boot, just now", () => ({ boot: "0" }), 1000, true],
		["in a sandbox that hides the boot, long ago", () => ({ boot: "0" }), 3_600_000, false],
		["by this very process is its own affair", () => ({}), 3_600_000, true],
		["by another machine just now", () => ({ host: "other" }), 1000, true],
		["by another machine long ago", () => ({ host: "other" }), 3_600_000, false],
		["by another machine, from the future", () => ({ host: "other" }), -3_600_000, false],
		["in another container just now", () => ({ namespace: "1", pid: deadPid() }), 1000, true],
		["in another container long ago", () => ({ namespace: "1" }), 3_600_000, false],
		["where start times are not told, by a living process", () => ({ start: "0" }), 1000, true],
		["where start times are not told, long ago", () => ({ start: "0" }), 3_600_000, false],
		["where start times are not told, by a dead process", () => ({ start: "0", pid: deadPid() }), 0, false],
	];
	it.each(rows)("%s", async (_name, owner, ageMs, alive) => {
		const left = leave(owner(), ageMs);
		const store = open();
		expect((await store.lock(within(30))).kind).toBe(alive ? "busy" : "held");
		store.unlock();
		expect(readdirSync(folder.path)).toEqual(alive ? [left] : []);
	});

	it("by a process killed and not yet reaped", async () => {
		// The shell's child ends; its parent, replaced by sleep, never reaps it.
		const script = `sleep 1 & child=$!; echo $child $(sed 's/.*) //' /proc/$child/stat | cut -d' ' -f20); exec sleep 60`;
		const { spawn } = await import("node:child_process");
		const parent = spawn("bash", ["-c", script], { stdio: ["ignore", "pipe", "inherit"] });
		const [pid, start] = String(await new Promise((resolve) => parent.stdout.once("data", resolve)))
			.trim()
			.split(" ");
		await expect.poll(() => readFileSync(`/proc/${pid}/stat`, "latin1"), { timeout: 20_000 }).toContain(") Z ");
		leave({ pid: Number(pid), start: start ?? "" });
		expect((await open().lock(within(30))).kind).toBe("held");
		parent.kill("SIGKILL");
	});

	it("by a process that this user may not see counts by its age", async () => {
		const hidden: ThisProcess = {
			pid: process.pid,
			kill() {
				throw Object.assign(new Error("kill EPERM"), { code: "EPERM" });
			},
		};
		leave({ pid: deadPid() }, 1000);
		expect((await open(hidden).lock(within(30))).kind).toBe("busy");
		for (const name of readdirSync(folder.path)) rmSync(folder.file(name));
		leave({ pid: deadPid() }, 3_600_000);
		expect((await open(hidden).lock(within(30))).kind).toBe("held");
	});

	it("takes its half-written temporary file with it; a living owner's stays", async () => {
		leave({ pid: deadPid() }, 0, "tmp");
		const living = leave({}, 0, "tmp");
		const store = open();
		await store.lock(within(100));
		store.unlock();
		expect(readdirSync(folder.path)).toEqual([living]);
	});

	it("files of other names are nobody's business", async () => {
		for (const name of ["state.json.lock", "state.json.lock.old", "state.json.tmp.x", "state.json.corrupt-1"]) {
			writeFileSync(folder.file(name), "");
		}
		const store = open();
		expect(await store.lock(within(100))).toEqual({ kind: "held" });
		store.unlock();
		expect(readdirSync(folder.path)).toHaveLength(4);
	});
});

describe("the owner in a name", () => {
	it("is what the name was made of, and each name is new", () => {
		expect(ownerOf(ownName(self))).toEqual(self);
		expect(ownName(self)).not.toBe(ownName(self));
	});

	it("knows this machine", () => {
		expect(self).toMatchObject({ pid: process.pid, host: hostname().replace(/[^\w-]/g, "_") });
		expect(self.start).not.toBe("0");
		expect(self.boot).not.toBe("0");
		expect(self.namespace).not.toBe("0");
	});
});
