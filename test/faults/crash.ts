import type { ChildProcess } from "node:child_process";
import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";
import type { Random } from "./random.ts";

/** Where in a run a process is killed. Each is seen from outside: the program knows nothing of it. */
const CRASH_POINTS = [
	"asking the server",
	"claiming the lock",
	"writing the state",
	"replacing the state",
	"sending",
	"sent",
	"any time",
] as const;
type CrashPoint = (typeof CRASH_POINTS)[number];

type Moment = "asked" | "receiving";

/** One process that is to die, and where. */
export type Doomed = Readonly<{
	child: ChildProcess;
	point: CrashPoint;
	signal: "SIGKILL" | "SIGTERM";
	delayMs: number;
}>;

/** Kills the doomed at their points. */
export type Executioner = Readonly<{
	doom(doomed: Doomed): void;
	/** The harness's own servers say what they see. */
	notice(moment: Moment): void;
	/** Pids. */
	killed: ReadonlySet<number>;
	close(): void;
}>;

const MOMENT_OF = { "asking the server": "asked", sending: "receiving", sent: "receiving" } as const satisfies Partial<
	Record<CrashPoint, Moment>
>;

export function startExecutioner(statePath: string): Executioner {
	const waiting = new Set<Doomed>();
	const killed = new Set<number>();
	const kill = (doomed: Doomed) => {
		waiting.delete(doomed);
		const { child, signal } = doomed;
		if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
		killed.add(child.pid);
		child.kill(signal);
	};
	const killAt = (point: CrashPoint) => {
		for (const doomed of [...waiting]) if (doomed.point === point) kill(doomed);
	};
	const watcher: FSWatcher = watch(dirname(statePath), (_event, name) => {
		if (name?.includes(".lock.")) killAt("claiming the lock");
		else if (name?.includes(".tmp.")) killAt("writing the state");
		else if (name === basename(statePath)) killAt("replacing the state");
	});
	return {
		killed,
		doom(doomed) {
			if (doomed.point === "any time") setTimeout(kill, doomed.delayMs, doomed);
			else waiting.add(doomed);
		},
		notice(moment) {
			for (const doomed of [...waiting]) {
				if ((MOMENT_OF as Partial<Record<CrashPoint, Moment>>)[doomed.point] !== moment) continue;
				if (doomed.point === "sent") setTimeout(kill, doomed.delayMs % 6, doomed);
				else kill(doomed);
			}
		},
		close: () => watcher.close(),
	};
}

export function doomOf(child: ChildProcess, random: Random): Doomed {
	const signal = random.chance(0.85) ? "SIGKILL" : "SIGTERM";
	return { child, point: random.pick(CRASH_POINTS), signal, delayMs: random.int(220) };
}
