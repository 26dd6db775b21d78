import type { Config } from "../config/config.ts";
import type { Report } from "../core/result/target-record.ts";
import type { TraceEvent } from "../core/result/trace.ts";
import type { Answer } from "./command.ts";

export function reportAnswer(report: Report, { targets }: Config, steps: readonly TraceEvent[] = []): Answer {
	const slow = targets.flatMap(({ target: { name, slowMs } }) => (slowMs === null ? [] : [[name, slowMs] as const]));
	return { kind: "report", report, slowMs: new Map(slow), steps };
}
