import { fstatSync, statSync, writeSync } from "node:fs";
import { version } from "../package.json";
import { interpret } from "./cli/interpret.ts";
import type { CommandOutput, CommandRun, Host } from "./commands/command.ts";
import type { Command, Flags, Format } from "./core/invocation/invocation.ts";
import { EXIT_CHECK_FAILED } from "./core/result/exit-code.ts";
import type { TraceEvent } from "./core/result/outcome.ts";
import type { Report } from "./core/result/report.ts";
import { NO_ROOM } from "./http/room.ts";

/*
 * The only file that touches `process`: hands the commands what they need of it, prints, sets the exit code.
 * Output is written synchronously: nothing is cut on a pipe, whatever ends the process afterwards.
 */

const STDOUT = 1;
const STDERR = 2;
/** For terminals that do not know their width, as serial consoles. */
const USUAL_COLUMNS = 80;

/** Each command with all that it needs is loaded when asked for: `status` loads no HTTP code. */
const COMMAND_LOADERS = {
	check: () => import("./commands/check.ts"),
	probe: () => import("./commands/probe.ts"),
	status: () => import("./commands/status.ts"),
	wait: () => import("./commands/wait.ts"),
	"test-alert": () => import("./commands/test-alert.ts"),
} as const satisfies Record<Command, () => Promise<{ run: CommandRun }>>;

async function main(): Promise<number> {
	const invocation = interpret(process.argv.slice(2), version);
	switch (invocation.kind) {
		case "show":
			write(STDOUT, invocation.text);
			return 0;
		case "usage":
			write(STDERR, `${invocation.text}\n`);
			return EXIT_CHECK_FAILED;
		case "run":
			return answer(invocation.command, invocation.flags);
	}
}

async function answer(command: Command, flags: Flags): Promise<number> {
	const format = flags.format ?? (isTerminal(STDOUT) || flags.explain ? "text" : "log");
	try {
		const { run } = await COMMAND_LOADERS[command]();
		return await print(await run(flags, host()), flags, format);
	} catch (error) {
		const exitCode = isForLackOfRoom(error) ? await answeredFrugally() : null;
		if (exitCode !== null) return exitCode;
		const problems = explained(error);
		if (problems === null) throw error;
		return await print({ kind: "report", report: couldNotRun(problems), slowMs: new Map(), steps: [] }, flags, format);
	}
}

/** The exit code of another process that does all of it with less address space; `null`: there is none. */
async function answeredFrugally(): Promise<number | null> {
	const { runFrugally } = await import("./launch/again.ts");
	return runFrugally(process);
}

function isForLackOfRoom(error: unknown): boolean {
	return (error as NodeJS.ErrnoException | null)?.code === NO_ROOM;
}

/** The words of an error that a person can act on; `null` for a bug of ours. */
function explained(error: unknown): readonly string[] | null {
	if (!(error instanceof Error)) return null;
	if (error.name === "ConfigError") return (error as Error & { problems: readonly string[] }).problems;
	return error.name === "LocalError" ? [error.message] : null;
}

function couldNotRun(problems: readonly string[]): Report {
	const time = new Date().toISOString();
	return { version, time, exitCode: EXIT_CHECK_FAILED, targets: [], unprobed: [], warnings: problems };
}

async function print(answer: CommandOutput, flags: Flags, format: Format): Promise<number> {
	if (answer.kind === "words") {
		write(STDOUT, answer.stdout);
		write(STDERR, answer.stderr);
		return answer.exitCode;
	}
	const { report, slowMs, steps } = answer;
	const options = {
		color: format === "text" && isTerminal(STDOUT) && !process.env.NO_COLOR && process.env.TERM !== "dumb",
		columns: format === "text" && isTerminal(STDOUT) ? process.stdout.columns || USUAL_COLUMNS : null,
		exitRule: { exit: flags.exit ?? "stages", failOn: flags.failOn ?? "model" },
		slowMs,
	};
	const { present } = await import("./report/present.ts");
	const { stdout, stderr, exitCode } = await present(report, format, flags, options);
	write(STDOUT, (await explanation(steps, options.color)) + stdout);
	write(STDERR, stderr);
	return exitCode;
}

async function explanation(steps: readonly TraceEvent[], color: boolean): Promise<string> {
	if (steps.length === 0) return "";
	const { renderExplanation } = await import("./report/explain.ts");
	return renderExplanation(steps, color);
}

function host(): Host {
	return {
		version,
		environment: { env: process.env, cwd: currentFolder(), isRoot: process.geteuid?.() === 0 },
		thisProcess: process,
		stderrColumns: isTerminal(STDERR) ? process.stderr.columns || USUAL_COLUMNS : null,
		writeError: (text) => write(STDERR, text),
		onTermination,
	};
}

/** A folder that was removed under our feet (a deploy, a cleaned-up job) is no reason not to judge a server. */
function currentFolder(): string {
	try {
		return process.cwd();
	} catch {
		const { PWD = "" } = process.env;
		return PWD.startsWith("/") ? PWD : "/";
	}
}

/** Cleans up and ends as the signal would have it: the caller sees 128 + its number (143 for SIGTERM). */
function onTermination(cleanup: () => void): void {
	for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
		process.once(signal, () => {
			cleanup();
			process.kill(process.pid, signal);
		});
	}
}

/** Without `node:tty`, and all of Node's streams with it, where a file, a pipe or /dev/null says it is none. */
function isTerminal(descriptor: number): boolean {
	try {
		const stats = fstatSync(descriptor);
		if (!stats.isCharacterDevice() || stats.rdev === statSync("/dev/null").rdev) return false;
		return require("node:tty").isatty(descriptor);
	} catch {
		return false;
	}
}

/** All of it, now. A reader that went away (`| head -1`) has what it wanted. */
function write(descriptor: number, text: string): void {
	let rest = Buffer.from(text);
	while (rest.length > 0) {
		try {
			rest = rest.subarray(writeSync(descriptor, rest));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return;
			// The reader of a non-blocking pipe is slow.
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
		}
	}
}

/** A bug of ours is never a statement about the server: Node's own exit code 1 would be one. */
async function crash(error: unknown): Promise<void> {
	const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
	const readable = await import("./launch/stack-trace.ts")
		.then(({ inTypeScript }) => inTypeScript(text))
		.catch(() => text);
	write(STDERR, `llm-healthcheck: internal error, the server was not judged. Please report this:\n${readable}\n`);
	// Everything is written, and what still runs cannot be trusted.
	process.exit(EXIT_CHECK_FAILED);
}

// libc waits 10 s and more for each name server that is silent, and nothing can cut it short: no deadline would hold.
process.env.RES_OPTIONS ??= "timeout:2 attempts:2";
process.on("uncaughtException", crash);
// Node's own warnings would land in the value that Zabbix and Icinga read.
process.removeAllListeners("warning");
process.exitCode = EXIT_CHECK_FAILED;
main().then((exitCode) => {
	process.exitCode = exitCode;
}, crash);
