import type { Secret } from "../core/target/target.ts";
import { callOnce } from "../http/connection.ts";
import { networkFailure } from "../http/network-error.ts";
import type { HeaderMap, Reply } from "../http/reply.ts";
import { redactUrl } from "./redact.ts";

/** How to reach a receiver whose address is a secret. */
export type Reach = Readonly<{ url: Secret; proxyUrl: Secret | null; caPem: string | null }>;

export type Exchange = Readonly<
	| { kind: "answered"; status: number; headers: HeaderMap; body: string; complete: boolean }
	/** No answer came: why, in words without the secret. `mayHaveArrived`: the request left in full. */
	| { kind: "silent"; why: string; mayHaveArrived: boolean }
>;

/** `headers`: beside the usual ones, such as a token or a signature. */
type Terms = Readonly<{ timeoutMs: number; deadlineAt: number; userAgent: string; headers?: Record<string, string> }>;

/** One request to a receiver: a POST of this JSON text, or a GET without. Never throws for what it or the network did. */
export async function exchange(
	reach: Reach,
	json: string | null,
	{ timeoutMs, deadlineAt, userAgent, headers: own = {} }: Terms,
): Promise<Exchange> {
	const headers = { "user-agent": userAgent, accept: "*/*", ...own };
	const call =
		json === null
			? { method: "GET" as const, headers, body: null }
			: {
					method: "POST" as const,
					headers: { "content-type": "application/json; charset=utf-8", ...headers },
					body: json,
				};
	const { url, proxyUrl, caPem } = reach;
	const reply = await callOnce({ ...call, url: url(), timeoutMs, deadlineAt }, { proxyUrl, caPem });
	return read(reply, reach);
}

function read(reply: Reply, { url, proxyUrl }: Reach): Exchange {
	const where = redactUrl(url());
	switch (reply.kind) {
		case "answered":
		case "cut":
		case "too_large":
			return { ...reply, kind: "answered", complete: reply.kind === "answered" };
		case "timed_out":
			if (reply.phase === "body") return { ...reply, kind: "answered", complete: false };
			return reply.phase === "headers"
				? { kind: "silent", why: `no answer from ${where} within ${reply.timeoutMs} ms`, mayHaveArrived: true }
				: { kind: "silent", why: `no connection to ${where} within ${reply.timeoutMs} ms`, mayHaveArrived: false };
		case "unanswered": {
			const { kind } = networkFailure(reply.code, { ...reply, viaProxy: proxyUrl !== null });
			const why = `${where} ${NETWORK_WORDS[kind as keyof typeof NETWORK_WORDS] ?? "could not be reached"} (${reply.code})`;
			return { kind: "silent", why, mayHaveArrived: reply.phase === "request" };
		}
	}
}

const NETWORK_WORDS = {
	dns: "could not be reached: its name cannot be resolved",
	refused: "could not be reached: the connection was refused",
	unreachable: "could not be reached: there is no way to it",
	tls: "could not be trusted: its certificate does not fit",
	proxy_failed: "could not be reached: the proxy does not let it through",
	protocol: "does not speak HTTP",
	connection_closed: "closed the connection without an answer",
} as const;
