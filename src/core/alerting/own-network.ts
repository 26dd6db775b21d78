import type { FailureKind } from "../result/failure.ts";
import type { TargetRecord } from "../result/target-record.ts";
import { isLoopback } from "../target/target.ts";

/** Causes that a cut-off checking host would see: no answer came, at whatever layer. */
const NETWORK_CAUSES: ReadonlySet<FailureKind> = new Set([
	"dns",
	"refused",
	"unreachable",
	"tls",
	"proxy_failed",
	"connection_closed",
	"timeout",
]);

/**
 * Whether one run's records look as if the checking host itself were cut off: every target of every server failed
 * without an HTTP answer, and there are at least two servers. Several ports of one host are one server, because that
 * host is then the likelier reason; but ports of the loopback are each their own: they are tunnels to elsewhere.
 */
export function isOwnNetworkDown(
	records: readonly Pick<TargetRecord, "url" | "stage" | "cause" | "httpStatus">[],
): boolean {
	const servers = new Set(records.map(({ url }) => serverOf(url)));
	return servers.size >= 2 && records.every(failedOnTheWay);
}

function failedOnTheWay({ stage, cause, httpStatus }: Pick<TargetRecord, "stage" | "cause" | "httpStatus">): boolean {
	if (cause === "proxy_failed") return true;
	return stage === "api" && cause !== null && httpStatus === null && NETWORK_CAUSES.has(cause);
}

function serverOf(url: string): string {
	const { hostname, host } = new URL(url);
	return isLoopback(hostname) ? host : hostname;
}
