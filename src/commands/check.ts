import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import type { Report } from "../core/result/report.ts";
import { heartbeatMs } from "../core/target/time.ts";
import { check } from "../run/check.ts";
import type { Send } from "../run/deliver-all.ts";
import { openStore } from "../store/store.ts";
import { type CommandRun, type Host, reportOutput } from "./command.ts";
import { probeParts, sleep, userAgent } from "./parts.ts";
import { startWatch } from "./watch.ts";

export const run: CommandRun = async (flags, host) => {
	const config = await loadConfig(flags, "check", host.environment);
	const store = openStore(config.statePath, config.stateMode, host.thisProcess);
	host.onTermination(store.cleanup);
	const watch = await startWatch(host);
	try {
		const deadlineAt = config.deadlineMs - keptForHeartbeat(config);
		const parts = { ...probeParts(config, host, watch.trace), deadlineAt, store, send: sender(host) };
		const checked = await withHeartbeat(config, host, () => check(parts));
		return reportOutput(await withTextfile(config, host, checked), config);
	} finally {
		watch.stop();
	}
};

function keptForHeartbeat({ heartbeatUrl, deadlineMs }: Config): number {
	return heartbeatUrl === null ? 0 : heartbeatMs(deadlineMs);
}

/** All that sending takes is loaded when there is something to send. */
function sender(host: Host): Send {
	return async (notifier, due, context) => {
		const [{ send }, { hostname }] = await Promise.all([import("../notify/send.ts"), import("node:os")]);
		const delivery = { userAgent: userAgent(host.version), host: hostname(), now: Date.now, sleep };
		return send(notifier, due, { ...context, ...delivery });
	};
}

async function withHeartbeat(config: Config, host: Host, work: () => Promise<Report>): Promise<Report> {
	if (config.heartbeatUrl === null) return work();
	const { beating } = await import("./heartbeat.ts");
	return beating(config, host, { url: config.heartbeatUrl, keptMs: keptForHeartbeat(config) }, work);
}

async function withTextfile(config: Config, host: Host, report: Report): Promise<Report> {
	if (config.textfilePath === null) return report;
	const { writeTextfile } = await import("./textfile.ts");
	const problem = await writeTextfile(config.textfilePath, report, host.thisProcess);
	return problem === null ? report : { ...report, warnings: [...report.warnings, problem] };
}
