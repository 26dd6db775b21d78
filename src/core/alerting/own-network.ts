import { CAUSES } from "../causes/causes.ts";
import type { TargetFacts } from "../result/target-facts.ts";
import { isLoopback } from "../target/target.ts";

type Observed = Pick<TargetFacts, "url" | "stage" | "failure" | "httpStatus">;

/**
 * Whether one run looks as if the checking host itself were cut off: every target of every server failed without an
 * HTTP answer, and there are at least two servers. Several ports of one host are one server, because that host is then
 * the likelier reason. Each port of the loopback is a separate server: they are often tunnels.
 */
export function isOwnNetworkDown(targets: readonly Observed[]): boolean {
	const servers = new Set(targets.map(({ url }) => serverOf(url)));
	return servers.size >= 2 && targets.every(isUnreached);
}

function isUnreached({ stage, failure, httpStatus }: Observed): boolean {
	if (failure === null) return false;
	if (failure.kind === "proxy_failed") return true;
	// A refusal is an answer from the server's host, and a server that closed its port was reached before.
	if (failure.kind === "refused" || failure.thenClosed) return false;
	return stage === "api" && httpStatus === null && CAUSES[failure.kind].isNetworkLevel === true;
}

function serverOf(url: string): string {
	const { hostname, host } = new URL(url);
	return isLoopback(hostname) ? host : hostname;
}
