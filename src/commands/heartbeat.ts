import type { Config } from "../config/config.ts";
import { EXIT_CHECK_FAILED } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { Secret } from "../core/target/target.ts";
import { ping, type Signal } from "../notify/heartbeat.ts";
import type { Host } from "./command.ts";
import { userAgent } from "./parts.ts";

/**
 * Pings the dead man's switch when the run begins and when it ended. What it says to that is a warning at most.
 * `keptMs`: the end of the deadline that is left to it alone.
 */
export async function beating(
	config: Config,
	host: Host,
	{ url, keptMs }: Readonly<{ url: Secret; keptMs: number }>,
	work: () => Promise<Report>,
): Promise<Report> {
	const reach = { url, proxyUrl: config.heartbeatProxyUrl, caPem: null };
	const send = (signal: Signal) =>
		ping(reach, config.heartbeatReport, signal, {
			deadlineAt: signal === "start" ? config.deadlineMs - keptMs : config.deadlineMs,
			userAgent: userAgent(host.version),
		});
	const started = send("start");
	try {
		const report = await work();
		await started;
		const problem = await send(report.exitCode);
		return problem === null ? report : { ...report, warnings: [...report.warnings, problem] };
	} catch (error) {
		await started;
		await send(EXIT_CHECK_FAILED);
		throw error;
	}
}
