import { spawn } from "node:child_process";
import { constants } from "node:os";
import { isSea } from "node:sea";

/** With it WebAssembly checks each access itself, and reserves no more address space than it uses. */
const FRUGAL = "--disable-wasm-trap-handler";

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** What V8 ends with when it finds no memory at all. */
const OUT_OF_MEMORY = new Set(["SIGTRAP", "SIGABRT", "SIGILL", "SIGSEGV"]);

/**
 * Runs this program once more under a Node that is frugal with address space, in the same place and with the same output.
 * Its exit code; `null`: this process is frugal already, or the other one did not come to an end of its own either.
 */
export async function runFrugally(self: NodeJS.Process): Promise<number | null> {
	const { env, execPath, execArgv, argv } = self;
	const options = env.NODE_OPTIONS ?? "";
	if (options.includes(FRUGAL) || execArgv.includes(FRUGAL)) return null;
	const args = isSea() ? argv.slice(2) : [...execArgv, ...argv.slice(1)];
	const child = spawn(execPath, args, {
		stdio: "inherit",
		// Understood by a single executable too.
		env: { ...env, NODE_OPTIONS: `${options} ${FRUGAL}`.trim() },
	});
	const pass = (signal: NodeJS.Signals) => void child.kill(signal);
	for (const signal of SIGNALS) self.on(signal, pass);
	const exitCode = await new Promise<number | null>((resolve) => {
		child.on("error", () => resolve(null));
		child.on("exit", (code, signal) => {
			if (signal === null) resolve(code);
			// As a shell has it.
			else resolve(OUT_OF_MEMORY.has(signal) ? null : 128 + constants.signals[signal]);
		});
	});
	for (const signal of SIGNALS) self.off(signal, pass);
	return exitCode;
}
