import { loadConfig } from "../config/load.ts";
import type { TraceEvent } from "../core/result/outcome.ts";
import { probe } from "../run/probe.ts";
import type { CommandRun } from "./command.ts";
import { reportOutput } from "./command.ts";
import { probeParts } from "./parts.ts";
import { startWatch } from "./watch.ts";

export const run: CommandRun = async (flags, host) => {
	const config = await loadConfig(flags, "probe", host.environment);
	const watch = await startWatch(host);
	const steps: TraceEvent[] = [];
	const both = (event: TraceEvent) => {
		steps.push(event);
		watch.trace?.(event);
	};
	try {
		const report = await probe(probeParts(config, host, flags.explain ? both : watch.trace));
		return reportOutput(report, config, steps);
	} finally {
		watch.stop();
	}
};
