import { loadConfig } from "../config/load.ts";
import { probe } from "../run.ts";
import { reportAnswer } from "./answer.ts";
import type { CommandRun } from "./command.ts";
import { probeParts } from "./parts.ts";
import { startWatch } from "./watch.ts";

export const run: CommandRun = async (flags, host) => {
	const config = await loadConfig(flags, "probe", host.environment);
	const watch = await startWatch(host);
	try {
		return reportAnswer(await probe(probeParts(config, host, watch.trace)), config);
	} finally {
		watch.stop();
	}
};
