import type { Config } from "../config/config.ts";
import type { Environment } from "../config/environment.ts";
import type { Flags } from "../core/invocation/invocation.ts";
import type { TraceEvent } from "../core/result/outcome.ts";
import type { Report } from "../core/result/report.ts";
import type { RenderOptions } from "../report/format.ts";
import type { ThisProcess } from "../store/lock/owner.ts";

/** What of the process the commands need, handed in by `main.ts`. */
export type Host = Readonly<{
	version: string;
	environment: Environment;
	thisProcess: ThisProcess;
	/** The width of the terminal on stderr, where a person may watch; `null`: stderr is no terminal. */
	stderrColumns: number | null;
	writeError(text: string): void;
	/** Runs `cleanup` when a signal ends the process. */
	onTermination(cleanup: () => void): void;
}>;

/** A report to be rendered as the flags ask, or words that are the command's whole output. */
export type CommandOutput = Readonly<
	/** `steps`: what `--explain` shows before the report; empty without it. */
	| { kind: "report"; report: Report; slowMs: RenderOptions["slowMs"]; steps: readonly TraceEvent[] }
	| { kind: "words"; stdout: string; stderr: string; exitCode: number }
>;

export type CommandRun = (flags: Flags, host: Host) => Promise<CommandOutput>;

export function reportOutput(report: Report, { targets }: Config, steps: readonly TraceEvent[] = []): CommandOutput {
	const slow = targets.flatMap(({ target: { name, slowMs } }) => (slowMs === null ? [] : [[name, slowMs] as const]));
	return { kind: "report", report, slowMs: new Map(slow), steps };
}
