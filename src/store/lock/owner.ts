import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** The parts of `process` that the lock needs. Handed in, because only main.ts touches `process`. */
export type ThisProcess = Readonly<{
	pid: number;
	kill(pid: number, signal: 0): boolean;
	geteuid?: () => number;
}>;

/**
 * The process that a lock or temporary file belongs to, from the file's name. A pid alone is not enough, since it may
 * be reused: the start time distinguishes the two, and boot id and pid namespace say where the pid is valid. `0`: this
 * system does not show it.
 */
export type Owner = Readonly<{ pid: number; start: string; boot: string; namespace: string; host: string }>;

/** An owner that cannot be looked up counts as dead when its file is older than this: no run takes that long. */
const OWNER_UNKNOWN_MS = 10 * 60_000;

let stores = 0;

/** Unique also among several stores of one process. */
export function ownName(self: Owner): string {
	stores += 1;
	return `${self.pid}-${self.start}-${stores}.${self.boot}.${self.namespace}.${self.host}`;
}

const NAME = /^(\d+)-(\d+)-\d+\.([0-9a-f]+)\.(\d+)\.([\w-]+)$/;

/** `null`: not a name that `ownName` made. */
export function ownerOf(name: string): Owner | null {
	const [, pid, start, boot, namespace, host] = NAME.exec(name) ?? [];
	if (!pid || !start || !boot || !namespace || !host) return null;
	return { pid: Number(pid), start, boot, namespace, host };
}

export function thisOwner(pid: number): Owner {
	return {
		pid,
		start: statOf("self")?.start ?? "0",
		boot: read("/proc/sys/kernel/random/boot_id").replaceAll("-", "").trim().slice(0, 12) || "0",
		namespace: /\d+/.exec(link("/proc/self/ns/pid"))?.[0] ?? "0",
		host:
			hostname()
				.replace(/[^\w-]/g, "_")
				.slice(0, 64) || "_",
	};
}

/** `ageMs`: the age of the file. It decides only where the owner cannot be looked up. */
export function isAlive(owner: Owner, self: Owner, processes: ThisProcess, ageMs: number): boolean {
	// After a clock was set back, files may be from the future. They must not block until then.
	const young = Math.abs(ageMs) <= OWNER_UNKNOWN_MS;
	if (owner.host !== self.host) return young;
	// A sandbox may hide the boot id from one of the two, as systemd's ProcSubset=pid does.
	if (owner.boot !== self.boot) return [owner.boot, self.boot].includes("0") && young;
	if (owner.namespace !== self.namespace) return young;
	if (!exists(owner.pid, processes)) return false;
	const stat = statOf(owner.pid);
	if (!stat || owner.start === "0") return young;
	return stat.start === owner.start && stat.state !== "Z" && stat.state !== "X";
}

function exists(pid: number, processes: ThisProcess): boolean {
	try {
		return processes.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code !== "ESRCH";
	}
}

/** `null`: no such process, or a system that does not show it. */
function statOf(pid: number | "self"): { state: string; start: string } | null {
	// The command name before it is in parentheses and may hold anything.
	const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
	const [state, start] = [fields[0], fields[19]];
	return state && start ? { state, start } : null;
}

function read(path: string): string {
	try {
		return readFileSync(path, "latin1");
	} catch {
		return "";
	}
}

function link(path: string): string {
	try {
		return readlinkSync(path);
	} catch {
		return "";
	}
}
