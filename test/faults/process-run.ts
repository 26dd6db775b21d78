import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { outputOf } from "../support/output-of.ts";

/** How the disk fails a process. */
export const DISK_FAULTS = ["no byte can be written", "the directory is read-only"] as const;
export type DiskFault = (typeof DISK_FAULTS)[number];

export type Ended = Readonly<{ pid: number; exitCode: number | null; stdout: string; stderr: string }>;

const IS_ROOT = process.geteuid?.() === 0;

/** Both become the program itself by `exec`, so that its pid is the child's. */
function wrapped(fault: DiskFault | null, command: readonly string[]): readonly string[] {
	if (fault === "no byte can be written") return ["bash", "-c", 'ulimit -f 0; exec "$@"', "bash", ...command];
	// Permissions bind root too, once it may not override them.
	if (fault && IS_ROOT) return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", ...command];
	return command;
}

export function start(
	program: readonly string[],
	args: readonly string[],
	env: Readonly<Record<string, string | undefined>>,
	fault: DiskFault | null,
): Readonly<{ child: ChildProcess; ended: Promise<Ended> }> {
	const [command = "", ...rest] = wrapped(fault, [...program, ...args]);
	const child = spawn(command, rest, {
		env: env as NodeJS.ProcessEnv,
		cwd: tmpdir(),
		stdio: ["ignore", "pipe", "pipe"],
	});
	const said = outputOf(child);
	const ended = once(child, "close").then(([exitCode]) => ({ pid: child.pid ?? 0, exitCode, ...said() }));
	return { child, ended };
}
