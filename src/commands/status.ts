import { loadConfig } from "../config/load.ts";
import { reportRecorded } from "../run/status.ts";
import { openStore } from "../store/store.ts";
import type { CommandRun } from "./command.ts";
import { reportOutput } from "./command.ts";

export const run: CommandRun = async (flags, host) => {
	const config = await loadConfig(flags, "status", host.environment);
	const store = openStore(config.statePath, config.stateMode, host.thisProcess);
	const named = flags.target ?? config.targets.map(({ target }) => target.name);
	const request = {
		names: named.length > 0 ? named : null,
		maxAgeMs: flags.maxAgeMs ?? null,
		version: host.version,
		now: Date.now(),
	};
	return reportOutput(await reportRecorded(store, request), config);
};
