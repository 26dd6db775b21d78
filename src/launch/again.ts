import { spawn } from "node:child_process";
import { constants } from "node:os";
import { isSea } from "node:sea";

/** With it WebAssembly checks each access itself, and reserves no more address space than it uses. */
const FRUGAL = "--disable-wasm-trap-handler";

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** What V8 ends with when it finds no memory at all. */
const OUT_OF_MEMORY = new Set(["SIGTRAP", "SIGABRT", "SIGILL", "SIGSEGV"]);

/** `failed`: it never came to an end of its own, and why. */
type Ended = Readonly<{ exitCode: number } | { failed: string }>;

/**
 * Runs this program once more under a Node that is frugal with address space, in the same place and with the same output,
 * and says how that ended. `null`: this one is frugal already.
 */
export function runFrugally(self: NodeJS.Process): Promise<Ended> | null {
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
	return new Promise((resolve) => {
		child.on("error", (error: NodeJS.ErrnoException) => resolve({ failed: error.code ?? error.message }));
		child.on("exit", (exitCode, signal) => {
			for (const one of SIGNALS) self.off(one, pass);
			if (signal === null) resolve({ exitCode: exitCode ?? 0 });
			// As a shell has it.
			else resolve(OUT_OF_MEMORY.has(signal) ? { failed: signal } : { exitCode: 128 + constants.signals[signal] });
		});
	});
}
