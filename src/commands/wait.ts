import { loadConfig } from "../config/load.ts";
import { DEFAULT_EXIT_RULE } from "../core/result/exit-code.ts";
import { probe } from "../run/probe.ts";
import { waitUntilReady } from "../run/wait.ts";
import type { CommandRun } from "./command.ts";
import { reportOutput } from "./command.ts";
import { probeParts } from "./parts.ts";
import { startWatch } from "./watch.ts";

const DEFAULT_TIMEOUT_MS = 5 * 60_000;
const DEFAULT_INTERVAL_MS = 2000;

export const run: CommandRun = async (flags, host) => {
	const config = await loadConfig(flags, "wait", host.environment);
	const watch = await startWatch(host);
	const parts = probeParts(config, host, watch.trace);
	const setup = {
		timeoutMs: flags.timeoutMs ?? DEFAULT_TIMEOUT_MS,
		intervalMs: flags.intervalMs ?? DEFAULT_INTERVAL_MS,
		failOn: flags.failOn ?? DEFAULT_EXIT_RULE.failOn,
	};
	const startedAt = performance.now();
	let hide: (() => void) | null = null;
	try {
		const report = await waitUntilReady(setup, {
			probe: (withinMs) =>
				probe({
					...parts,
					deadlineAt: performance.now() + Math.min(withinMs, config.deadlineMs),
					limit: withinMs < config.deadlineMs ? { ms: withinMs, flag: "--timeout" } : parts.limit,
					// What is waited for says more than which request is under way.
					trace: hide === null ? parts.trace : null,
				}),
			now: () => performance.now(),
			sleep: parts.sleep,
			show(words) {
				hide?.();
				hide = watch.say(words, startedAt);
			},
		});
		return reportOutput(report, config);
	} finally {
		watch.stop();
	}
};
