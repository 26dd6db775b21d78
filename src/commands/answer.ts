import type { Config } from "../config/config.ts";
import type { Report } from "../core/result/report.ts";
import type { TraceEvent } from "../core/result/trace.ts";
import type { CommandOutput } from "./command.ts";

export function reportOutput(report: Report, { targets }: Config, steps: readonly TraceEvent[] = []): CommandOutput {
	const slow = targets.flatMap(({ target: { name, slowMs } }) => (slowMs === null ? [] : [[name, slowMs] as const]));
	return { kind: "report", report, slowMs: new Map(slow), steps };
}
