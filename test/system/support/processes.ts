import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { outputOf } from "../../support/output-of.ts";

export type Ended = Readonly<{ code: number | null; signal: string | null; stdout: string; stderr: string }>;

export type RunOptions = Readonly<{
	/** The whole environment: nothing is inherited but PATH. */
	env?: Readonly<Record<string, string>>;
	cwd?: string;
	input?: string;
	/** Run as this user and group. */
	uid?: number;
	timeoutMs?: number;
}>;

/** Debian's user for those who own nothing. */
export const NOBODY = 65_534;

/** Runs a program to its end. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
	const child = start(command, args, options);
	child.process.stdin?.end(options.input ?? "");
	const timer = setTimeout(() => child.process.kill("SIGKILL"), options.timeoutMs ?? 60_000);
	await child.ended;
	clearTimeout(timer);
	return { code: child.process.exitCode, signal: child.process.signalCode, ...child.output() };
}

export type Running = AsyncDisposable &
	Readonly<{
		process: ChildProcess;
		ended: Promise<void>;
		output(): Readonly<{ stdout: string; stderr: string }>;
	}>;

/** Starts a daemon in the foreground; disposing it ends it and whatever it started. */
export function start(command: string, args: readonly string[], options: RunOptions = {}): Running {
	const identity = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
	const child = spawn(command, args, {
		env: { PATH: process.env.PATH, ...options.env },
		stdio: ["pipe", "pipe", "pipe"],
		detached: true,
		...(options.cwd === undefined ? {} : { cwd: options.cwd }),
		...identity,
	});
	const said = outputOf(child);
	let failure = "";
	child.stdin.on("error", () => undefined);
	const ended = new Promise<void>((resolve) => {
		child.once("error", (error) => {
			failure = String(error);
			resolve();
		});
		child.once("close", () => resolve());
	});
	return {
		process: child,
		ended,
		output: () => ({ stdout: said().stdout, stderr: said().stderr + failure }),
		async [Symbol.asyncDispose]() {
			endGroup(child.pid, "SIGTERM");
			const gentle = await Promise.race([ended.then(() => true), sleep(3_000, false, { ref: false })]);
			if (!gentle) endGroup(child.pid, "SIGKILL");
			await ended;
		},
	};
}

function endGroup(pid: number | undefined, signal: "SIGTERM" | "SIGKILL"): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, signal);
	} catch {
		// It has ended already.
	}
}

/** Asks again until the answer is something: no fixed waiting for somebody else's program. */
export async function until<T>(
	what: string,
	ask: () => T | undefined | null | false | Promise<T | undefined | null | false>,
	timeoutMs = 20_000,
	everyMs = 100,
): Promise<T> {
	const giveUpAt = Date.now() + timeoutMs;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined && answer !== null && answer !== false) return answer;
		if (Date.now() > giveUpAt) throw new Error(`waited ${timeoutMs} ms for ${what}`);
		await sleep(everyMs);
	}
}

/** Waits until a daemon has said these words. */
export async function up(daemon: Running, words: string, timeoutMs = 30_000): Promise<void> {
	const said = () => `${daemon.output().stdout}${daemon.output().stderr}`;
	await until(JSON.stringify(words), () => said().includes(words) || hasEnded(daemon), timeoutMs).catch((error) => {
		throw new Error(`${error.message}; it said ${said().slice(-2_000)}`);
	});
	if (!said().includes(words))
		throw new Error(`ended without ${JSON.stringify(words)}; it said ${said().slice(-2_000)}`);
}

function hasEnded(daemon: Running): boolean {
	return daemon.process.exitCode !== null || daemon.process.signalCode !== null;
}
