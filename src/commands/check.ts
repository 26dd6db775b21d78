import { loadConfig } from "../config/load.ts";
import { tell } from "../notify/tell.ts";
import { check } from "../run.ts";
import { openStore } from "../state/store.ts";
import type { CommandRun } from "./command.ts";
import { probeParts, reportAnswer } from "./parts.ts";

export const run: CommandRun = async (flags, _format, host) => {
	const config = await loadConfig(flags, "check", host.environment);
	const store = openStore(config.statePath, config.stateMode, host.thisProcess);
	host.onTermination(store.cleanup);
	const report = await check({ ...probeParts(config, host), store, tell });
	return reportAnswer(report, config);
};
