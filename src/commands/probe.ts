import { loadConfig } from "../config/load.ts";
import { probe } from "../run.ts";
import type { CommandRun } from "./command.ts";
import { probeParts, reportAnswer } from "./parts.ts";

export const run: CommandRun = async (flags, _format, host) => {
	const config = await loadConfig(flags, "probe", host.environment);
	return reportAnswer(await probe(probeParts(config, host)), config);
};
