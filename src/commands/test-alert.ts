import { hostname } from "node:os";
import { loadConfig } from "../config/load.ts";
import { renderTests, sendTests } from "../notify/test-alert.ts";
import type { CommandRun } from "./command.ts";
import { sleep, userAgent } from "./parts.ts";

export const run: CommandRun = async (flags, host) => {
	const config = await loadConfig(flags, "test-alert", host.environment);
	const results = await sendTests(config.notifiers, {
		deadlineAt: config.deadlineMs,
		userAgent: userAgent(host.version),
		host: hostname(),
		now: Date.now,
		sleep,
	});
	return { kind: "words", stderr: "", ...renderTests(results) };
};
