import { spawn } from "node:child_process";
import { constants } from "node:os";
import { isSea } from "node:sea";

/** With this flag WebAssembly checks each access itself, and reserves only the address space it uses. */
const FRUGAL = "--disable-wasm-trap-handler";

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** How V8 ends without any memory. */
const OUT_OF_MEMORY = new Set(["SIGTRAP", "SIGABRT", "SIGILL", "SIGSEGV"]);

/**
 * Runs this program again under a Node that saves address space, in the same directory and with the same output.
 * Returns its exit code; `null`: this process already saves address space, or the other one failed too.
 */
export async function runFrugally(self: NodeJS.Process): Promise<number | null> {
	const { env, execPath, execArgv, argv } = self;
	const options = env.NODE_OPTIONS ?? "";
	if (options.includes(FRUGAL) || execArgv.includes(FRUGAL)) return null;
	const args = isSea() ? argv.slice(2) : [...execArgv, ...argv.slice(1)];
	const child = spawn(execPath, args, {
		stdio: "inherit",
		// A single executable reads NODE_OPTIONS too.
		env: { ...env, NODE_OPTIONS: `${options} ${FRUGAL}`.trim() },
	});
	const pass = (signal: NodeJS.Signals) => void child.kill(signal);
	for (const signal of SIGNALS) self.on(signal, pass);
	const exitCode = await new Promise<number | null>((resolve) => {
		child.on("error", () => resolve(null));
		child.on("exit", (code, signal) => {
			if (signal === null) resolve(code);
			// As a shell does.
			else resolve(OUT_OF_MEMORY.has(signal) ? null : 128 + constants.signals[signal]);
		});
	});
	for (const signal of SIGNALS) self.off(signal, pass);
	return exitCode;
}
