import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { outputOf } from "./output-of.ts";

/** The program under test: the built one, or the one that LLM_HEALTHCHECK_BIN names (the standalone executable). */
const named = process.env.LLM_HEALTHCHECK_BIN;
const launcher = join(import.meta.dirname, "..", "..", "bin", "llm-healthcheck.js");
export const program: readonly string[] = [named ?? launcher];
const CLOCK = join(import.meta.dirname, "clock-from-first-connection.cjs");
/** Where cron would look, and where this Node is. */
export const PATH = `${dirname(process.execPath)}:/usr/bin:/bin`;

/** The key, the paths and the password that tests hand over; they must never come back out. */
export const PLANTED_KEY = "sk-planted/5f3a9c";
export const PLANTED_HOOK = "planted-b00c-hook";
export const PLANTED_HEARTBEAT = "planted-8ea7-beat";
export const PLANTED_PROXY_PASSWORD = "planted-pr0xy-word";
/** For a proxy's address. */
export const PLANTED_PROXY_USER = `proxy-user:${PLANTED_PROXY_PASSWORD}`;
const PLANTED = [
	...[PLANTED_KEY, PLANTED_HOOK, PLANTED_HEARTBEAT, PLANTED_PROXY_PASSWORD],
	// As PHP writes it in JSON.
	PLANTED_KEY.replaceAll("/", "\\/"),
	// As the request to the proxy carries it.
	Buffer.from(PLANTED_PROXY_USER).toString("base64"),
];

export const IS_ROOT = process.geteuid?.() === 0;

export type Run = Readonly<{
	exitCode: number | null;
	signal: string | null;
	stdout: string;
	stderr: string;
	ms: number;
}>;
export type RunOptions = Readonly<{
	env?: Readonly<Record<string, string>>;
	cwd?: string;
	/** What a shell does first, such as `ulimit -n 24` or `exec <&-`. */
	before?: string;
	/**
	 * The program's clock stands still until it asks for its first connection: a deadline then bounds the work, and not
	 * how long a busy machine takes to start a process.
	 */
	clockFromFirstConnection?: boolean;
	/** Root may do everything, so it becomes somebody who may not. */
	asNobody?: boolean;
	/** Called with the running process, for tests that kill it. */
	onStart?: (child: ReturnType<typeof spawn>) => void;
}>;

/** Runs the program as cron would: nothing in the environment but what is given, no terminal, stdin empty. */
export function runProgram(args: readonly string[], options: RunOptions = {}): Promise<Run> {
	const shell = options.before === undefined ? [] : ["bash", "-c", `${options.before}\nexec "$@"`, "bash"];
	const [command = "", ...rest] = [...shell, ...program, ...args];
	const clock = options.clockFromFirstConnection ? { NODE_OPTIONS: `--require=${CLOCK}` } : {};
	const started = performance.now();
	const child = spawn(command, rest, {
		env: { PATH, ...clock, ...options.env },
		cwd: options.cwd ?? "/",
		stdio: ["ignore", "pipe", "pipe"],
		...(options.asNobody && IS_ROOT ? { uid: 65_534, gid: 65_534 } : {}),
	});
	const said = outputOf(child);
	options.onStart?.(child);
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (exitCode, signal) => {
			const { stdout, stderr } = said();
			if (holdsSecret(`${stdout}${stderr}`)) reject(new Error(`the output holds a secret:\n${stdout}${stderr}`));
			else resolve({ exitCode, signal, stdout, stderr, ms: performance.now() - started });
		});
	});
}

/** A folder that every user may read. Disposed, it is removed with everything in it; no file may hold a planted secret by then. */
export type ScratchFolder = Disposable & Readonly<{ path: string; file(name: string): string }>;

export function scratchFolder(): ScratchFolder {
	const path = mkdtempSync(join(tmpdir(), "llm-healthcheck-test-"));
	chmodSync(path, 0o755);
	return {
		path,
		file: (name) => join(path, name),
		[Symbol.dispose]() {
			const leaking = filesIn(path).find((file) => !isInput(file) && holdsSecret(readFileSync(file, "latin1")));
			rmSync(path, { recursive: true, force: true });
			if (leaking) throw new Error(`a secret was written to ${leaking}`);
		},
	};
}

/** Files that a test wrote to hand a secret over. */
function isInput(file: string): boolean {
	return /\.env$|secret/.test(file);
}

export function holdsSecret(text: string): boolean {
	return PLANTED.some((secret) => text.includes(secret));
}

function filesIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
}
