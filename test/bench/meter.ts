import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Command = Readonly<{
	argv: readonly string[];
	env?: Readonly<Record<string, string>>;
	stdin?: string;
	exitCode?: number;
}>;

/** CPU: user and system time of the process and all that it waited for. `peakMb`: its largest single process. */
export type Measured = Readonly<{ wallMs: number; cpuMs: number; peakMb: number | null; stdout: string }>;

const GNU_TIME = "/usr/bin/time";
export const canMeasureMemory = existsSync(GNU_TIME);

/**
 * bash's own `time` reads getrusage() and shows milliseconds; /proc knows only hundredths of a second.
 * Peak memory needs GNU time around the command, which costs a millisecond itself: so only where memory is asked for.
 */
export function measure(command: Command, folder: string, memory = false): Measured {
	const [stdoutPath, peakPath] = [join(folder, "stdout"), join(folder, "peak")];
	const wrapped = memory ? [GNU_TIME, "-f", "%M", "-o", peakPath, ...command.argv] : command.argv;
	const script = `TIMEFORMAT='%3R %3U %3S'; out=$1; shift; time "$@" >"$out" 2>/dev/null`;
	const meter = spawnSync("bash", ["-c", script, "meter", stdoutPath, ...wrapped], {
		env: { PATH: "/usr/bin:/bin", HOME: folder, ...command.env },
		cwd: folder,
		input: command.stdin ?? "",
		encoding: "utf8",
	});
	const stdout = readFileSync(stdoutPath, "utf8");
	if (meter.status !== (command.exitCode ?? 0)) {
		throw new Error(`${command.argv.join(" ")}: exit code ${meter.status}\n${stdout.slice(0, 2000)}${meter.stderr}`);
	}
	const [wall, user, system] = meter.stderr.trim().split(" ").map(Number) as [number, number, number];
	const peakMb = memory ? Number(readFileSync(peakPath, "utf8").trim().split("\n").at(-1)) / 1024 : null;
	return { wallMs: wall * 1000, cpuMs: (user + system) * 1000, peakMb, stdout };
}
