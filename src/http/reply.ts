import { errorCode, proxyStatus } from "./network-error.ts";

export const BODY_LIMIT_BYTES = 1024 * 1024;

/** Lower-case names; a repeated header is joined by `, `. */
export type HeaderMap = Readonly<Record<string, string>>;

/** How long the call waited. `cutShort`: less than its timeout, because of the run's deadline. */
export type CallPatience = Readonly<{ timeoutMs: number; cutShort: boolean }>;

/** What came back. `ms` runs from the request flushed to the answer complete, without connecting. */
export type Reply = Readonly<
	| { kind: "answered"; status: number; headers: HeaderMap; body: string; ms: number }
	/** The connection died after the status line. */
	| { kind: "cut"; status: number; headers: HeaderMap; body: string; ms: number; code: string }
	| { kind: "too_large"; status: number; headers: HeaderMap; body: string; ms: number }
	| ({ kind: "timed_out"; phase: "connect" | "tls" | "headers" } & CallPatience)
	| ({ kind: "timed_out"; phase: "body"; status: number; headers: HeaderMap; body: string } & CallPatience)
	/** No status line came. `proxyStatus`: the proxy's own refusal. */
	| { kind: "unanswered"; code: string; phase: "connect" | "request"; proxyStatus: number | null }
>;

/** The state of a call in progress. `sentAt`: on `performance.now()`'s scale. */
export type PartialReply = {
	connected: boolean;
	sentAt: number;
	status: number | null;
	headers: HeaderMap;
	chunks: Buffer[];
	bytes: number;
};

export function nothingYet(): PartialReply {
	return { connected: false, sentAt: performance.now(), status: null, headers: {}, chunks: [], bytes: 0 };
}

/** The parts of a reply with a status line. A compressed body is kept byte for byte, as Latin-1. */
export function answer({ status, headers, chunks, sentAt }: PartialReply) {
	const body = Buffer.concat(chunks)
		.subarray(0, BODY_LIMIT_BYTES)
		.toString(isCoded(headers) ? "latin1" : "utf8");
	return { status: status ?? 0, headers, body, ms: Math.round(performance.now() - sentAt) };
}

export function timedOut(partial: PartialReply, patience: CallPatience): Reply {
	if (partial.status !== null) return { kind: "timed_out", phase: "body", ...patience, ...answer(partial) };
	return { kind: "timed_out", phase: partial.connected ? "headers" : "connect", ...patience };
}

export function broken(partial: PartialReply, error: unknown): Reply {
	if (partial.status !== null) return { kind: "cut", ...answer(partial), code: errorCode(error) };
	return {
		kind: "unanswered",
		code: errorCode(error),
		phase: partial.connected ? "request" : "connect",
		proxyStatus: proxyStatus(error),
	};
}

/** Whether the body is compressed. The check never requests it; some proxies compress anyway. */
export function isCoded(headers: HeaderMap): boolean {
	return !/^(identity)?$/i.test(headers["content-encoding"]?.trim() ?? "");
}

export function headerMap(raw: readonly Buffer[]): HeaderMap {
	const headers: Record<string, string> = {};
	for (let index = 0; index + 1 < raw.length; index += 2) {
		const name = String(raw[index]).toLowerCase();
		const value = raw[index + 1]?.toString("latin1") ?? "";
		headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
	}
	return headers;
}
