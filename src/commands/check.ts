import { loadConfig } from "../config/load.ts";
import { check, type Tell } from "../run.ts";
import { openStore } from "../state/store.ts";
import { reportAnswer } from "./answer.ts";
import type { CommandRun } from "./command.ts";
import { probeParts } from "./parts.ts";
import { startWatch } from "./watch.ts";

/** Until a notifier is wired in: everything waits in the outbox. */
const tell: Tell = async () => ({ kind: "retry", reason: "cannot be told yet", afterMs: null });

export const run: CommandRun = async (flags, host) => {
	const config = await loadConfig(flags, "check", host.environment);
	const store = openStore(config.statePath, config.stateMode, host.thisProcess);
	host.onTermination(store.cleanup);
	const watch = await startWatch(host);
	try {
		return reportAnswer(await check({ ...probeParts(config, host, watch.trace), store, tell }), config);
	} finally {
		watch.stop();
	}
};
