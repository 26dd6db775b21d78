import type { HeartbeatReport } from "../core/alerting/policy.ts";
import { LocalError } from "../core/invocation/errors.ts";
import { EXIT_CHECK_FAILED } from "../core/result/exit-code.ts";
import type { DeliveryContext } from "./notifier.ts";
import { exchange, type Reach } from "./post.ts";
import { quoteWithout, redactUrl } from "./redact.ts";

const TIMEOUT_MS = 5000;
const LEAST_MS = 50;

/** A run begins, or ended with this exit code. */
export type Signal = "start" | number;

/**
 * Pings a dead man's switch (healthchecks.io form): the check runs. Gives the problem in words, `null` when the ping was
 * accepted. Never throws and never takes longer than 5 seconds: it must not change the verdict.
 */
export async function ping(
	reach: Reach,
	report: HeartbeatReport,
	signal: Signal,
	context: Pick<DeliveryContext, "deadlineAt" | "userAgent">,
): Promise<string | null> {
	if (context.deadlineAt - performance.now() < LEAST_MS) return "heartbeat: no time was left to send it";
	try {
		const answer = await exchange(withUrl(reach, report, signal), null, { ...context, timeoutMs: TIMEOUT_MS });
		const problem = answer.kind === "silent" ? answer.why : ignored(reach.url(), answer.status, answer.body);
		return problem === null ? null : `heartbeat: ${problem}`;
	} catch (error) {
		// Only our own words: those of a library may quote the secret address.
		return `heartbeat: ${error instanceof LocalError ? error.message : "internal error"}`;
	}
}

function withUrl(reach: Reach, report: HeartbeatReport, signal: Signal): Reach {
	return { ...reach, url: () => signalUrl(reach.url(), report, signal) };
}

/** `BASE/start`, `BASE` for success, `BASE/<exit code>`. A query (`?create=1`) stays behind the path. */
export function signalUrl(base: string, report: HeartbeatReport, signal: Signal): string {
	const url = new URL(base);
	const ran = typeof signal === "number" && signal !== EXIT_CHECK_FAILED;
	if (report === "verdict" || !ran) url.pathname = `${url.pathname.replace(/\/+$/, "")}/${signal}`;
	return url.href;
}

/** Old versions of healthchecks.io answer 200 even when they ignored the ping. */
function ignored(url: string, status: number, body: string): string | null {
	const why = /^\s*OK \((.+)\)/.exec(body)?.[1];
	if (status >= 200 && status < 300 && why === undefined) return null;
	const where = redactUrl(url);
	if (status === 404 || why === "not found") return `${where} knows no such check: create it, or set the right address`;
	if (status === 409) return `${where} knows several checks of that name: use the address with the UUID`;
	if (status === 429 || why === "rate limited") return `${where} was pinged too often: it accepts 5 pings a minute`;
	const quoted = why === undefined ? "" : `: ${quoteWithout(url, why)}`;
	return `${where} did not accept the ping (HTTP ${status}${quoted})`;
}
