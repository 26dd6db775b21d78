import { freePort } from "../../system/support/free-port.ts";
import { type Running, start, until } from "../../system/support/processes.ts";

/** A real server that this test started. Disposed, it is gone, stopped or not, with all that it started itself. */
export type Daemon = AsyncDisposable &
	Readonly<{
		url: string;
		port: number;
		pid: number;
		/** Sent to the server and to the processes it started. */
		signal(name: "SIGSTOP" | "SIGCONT" | "SIGTERM" | "SIGKILL"): void;
		/** When it has ended and its port is closed. */
		ended: Promise<void>;
		log(): string;
	}>;

export type DaemonOptions = Readonly<{
	program: string;
	args(port: number): readonly string[];
	env?: Readonly<Record<string, string>>;
	/** Answers 200 when the server is ready; `null`: do not wait. */
	readyPath: string | null;
	headers?: Readonly<Record<string, string>>;
	readyWithinMs?: number;
	port?: number;
}>;

/** Servers that this worker started and that live: a failing hook must not leave one behind. */
const alive = new Set<number>();
process.once("exit", () => {
	for (const pid of alive) signalGroup(pid, "SIGKILL");
});

export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
	const port = options.port ?? (await freePort());
	// The kernel ends it with this process, however that ends.
	const withUs = ["--pdeathsig", "KILL", options.program, ...options.args(port)];
	const running = start("setpriv", withUs, { env: { ...QUIET, ...options.env } });
	const pid = running.process.pid ?? 0;
	alive.add(pid);
	const daemon: Daemon = {
		url: `http://127.0.0.1:${port}`,
		port,
		pid,
		signal: (name) => signalGroup(pid, name),
		ended: running.ended,
		log: () => `${running.output().stdout}${running.output().stderr}`,
		async [Symbol.asyncDispose]() {
			// A stopped process heeds no gentle signal.
			signalGroup(pid, "SIGKILL");
			await running.ended;
			alive.delete(pid);
		},
	};
	if (options.readyPath !== null) await ready(daemon, running, options);
	return daemon;
}

/** Nothing here leaves the loopback: neither look-ups of prices and models, nor a proxy of the machine's. */
const QUIET = { HF_HUB_OFFLINE: "1", NO_PROXY: "*", HOME: "/nonexistent", PYTHONUNBUFFERED: "1" };

async function ready(daemon: Daemon, running: Running, options: DaemonOptions): Promise<void> {
	const isReady = async () => {
		if (running.process.exitCode !== null || running.process.signalCode !== null) throw new Error("it ended");
		const answer = fetch(`${daemon.url}${options.readyPath}`, { headers: { ...options.headers } });
		return answer.then(
			({ ok }) => ok,
			() => false,
		);
	};
	try {
		await until(`${options.program} to be ready`, isReady, options.readyWithinMs ?? 60_000, 200);
	} catch (error) {
		await daemon[Symbol.asyncDispose]();
		throw new Error(`${String(error)}; ${options.program} said:\n${daemon.log().slice(-3_000)}`);
	}
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(-pid, name);
	} catch {
		// It has ended already.
	}
}
