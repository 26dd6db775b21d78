import { loadConfig } from "../config/load.ts";
import { check, type Tell } from "../run.ts";
import { openStore } from "../state/store.ts";
import type { CommandRun } from "./command.ts";
import { probeParts, reportAnswer } from "./parts.ts";

/** Until a notifier is wired in: everything waits in the outbox. */
const tell: Tell = async () => ({ kind: "retry", reason: "cannot be told yet", afterMs: null });

export const run: CommandRun = async (flags, _format, host) => {
	const config = await loadConfig(flags, "check", host.environment);
	const store = openStore(config.statePath, config.stateMode, host.thisProcess);
	host.onTermination(store.cleanup);
	const report = await check({ ...probeParts(config, host), store, tell });
	return reportAnswer(report, config);
};
