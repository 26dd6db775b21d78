import { loadConfig } from "../config/load.ts";
import { check, type Tell } from "../run.ts";
import { openStore } from "../state/store.ts";
import { reportAnswer } from "./answer.ts";
import type { CommandRun, Host } from "./command.ts";
import { probeParts, sleep, userAgent } from "./parts.ts";
import { startWatch } from "./watch.ts";

export const run: CommandRun = async (flags, host) => {
	const config = await loadConfig(flags, "check", host.environment);
	const store = openStore(config.statePath, config.stateMode, host.thisProcess);
	host.onTermination(store.cleanup);
	const watch = await startWatch(host);
	try {
		return reportAnswer(await check({ ...probeParts(config, host, watch.trace), store, tell: teller(host) }), config);
	} finally {
		watch.stop();
	}
};

/** All that telling takes is loaded when there is something to tell. */
function teller(host: Host): Tell {
	return async (notifier, due, context) => {
		const [{ tell }, { hostname }] = await Promise.all([import("../notify/tell.ts"), import("node:os")]);
		return tell(notifier, due, {
			...context,
			userAgent: userAgent(host.version),
			host: hostname(),
			now: Date.now,
			sleep,
		});
	};
}
