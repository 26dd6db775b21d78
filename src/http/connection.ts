import { LocalError } from "../core/invocation/errors.ts";
import type { Patience } from "../core/result/failure.ts";
import type { Access, Secret } from "../core/target/target.ts";
import { isOwnError, LOCAL_WORDS } from "./network-error.ts";
import { withoutLogin } from "./proxy-login.ts";
import {
	answer,
	BODY_LIMIT_BYTES,
	broken,
	type HeaderMap,
	headerMap,
	isCoded,
	type PartialReply,
	type Reply,
	timedOut,
} from "./reply.ts";
import { openUndiciConnection, type UndiciConnection } from "./undici-connection.ts";

const CONNECT_TIMEOUT_MS = 5000;

export type Call = Readonly<{
	method: "GET" | "POST";
	/** Same origin as the connection. */
	url: string;
	headers: HeaderMap;
	body: string | null;
	/** From now, or from the end of `behind`, to the answer complete. */
	timeoutMs: number;
	/** Settles when what this server was asked before is over: it may do one thing at a time, and this is not its delay. */
	behind?: Promise<unknown>;
	/** On `performance.now()`'s scale: the call ends then at the latest. */
	deadlineAt: number;
	/**
	 * For streams: sees each piece of the body as it comes, with the time since the request left. `true`: that was the
	 * last one of interest, and the call ends, answered, whether the server closes or not.
	 */
	onChunk?: (bytes: Buffer, sinceSentMs: number) => boolean;
}>;

/** One server's connection: kept from call to call, opened anew after any call that did not end in an answer. */
export type Connection = Readonly<{
	call(call: Call): Promise<Reply>;
	/** The next call gets a fresh connection. */
	renew(): void;
	close(): void;
}>;

/**
 * Opens nothing yet. Never follows redirects, never decodes, takes any port.
 * `call` throws `LocalError` for what this host cannot do, and nothing else.
 */
export function connection(origin: string, access: Pick<Access, "caPem" | "proxyUrl">): Connection {
	let open: UndiciConnection | null = null;
	const renew = () => {
		open?.cut();
		open = null;
	};
	return {
		async call(call) {
			assertSendable(call.headers);
			open ??= await openUndiciConnection({ origin, ...access });
			const reply = discreet(await decoded(await send(open, origin, call)), access.proxyUrl);
			// A stream may have been left before its end.
			if (reply.kind !== "answered" || call.onChunk) renew();
			if (reply.kind === "unanswered" && reply.code in LOCAL_WORDS) {
				throw new LocalError(reply.code, `${LOCAL_WORDS[reply.code]} (${reply.code})`);
			}
			return reply;
		},
		renew,
		close: renew,
	};
}

async function decoded(reply: Reply): Promise<Reply> {
	if (!("headers" in reply) || !isCoded(reply.headers)) return reply;
	const { decode } = await import("./decode.ts");
	return decode(reply);
}

/** What a proxy says of our request is without the password that we sent it. */
function discreet(reply: Reply, proxyUrl: Secret | null): Reply {
	if (proxyUrl === null || !("headers" in reply)) return reply;
	const mask = withoutLogin(proxyUrl());
	const headers = Object.entries(reply.headers).map(([name, value]) => [name, mask(value)]);
	return { ...reply, headers: Object.fromEntries(headers), body: mask(reply.body) };
}

/** One call on a connection of its own. */
export async function callOnce(call: Call, access: Pick<Access, "caPem" | "proxyUrl">): Promise<Reply> {
	const single = connection(new URL(call.url).origin, access);
	try {
		return await single.call(call);
	} finally {
		single.close();
	}
}

/** HTTP takes visible Latin-1 in a header. Checked here because undici and Node put a bad value into their error text. */
function assertSendable(headers: HeaderMap): void {
	for (const [name, value] of Object.entries(headers)) {
		if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
			throw new LocalError(
				"ERR_INVALID_CHAR",
				`the ${name} header cannot be sent: it holds a open break or another character that HTTP does not allow`,
			);
		}
	}
}

function send(open: UndiciConnection, origin: string, call: Call): Promise<Reply> {
	return new Promise((resolve, reject) => {
		const partial: PartialReply = {
			connected: false,
			sentAt: performance.now(),
			status: null,
			headers: {},
			chunks: [],
			bytes: 0,
		};
		let settled = false;
		const end = (finish: () => void) => {
			if (settled) return;
			settled = true;
			clock.stop();
			finish();
		};
		const settle = (reply: Reply) => end(() => resolve(reply));
		const clock = startClock(call, {
			connecting: (patience) => partial.connected || settle(unconnected(open, patience)),
			all: (patience) => settle(timedOut(partial, patience)),
		});
		const { pathname, search } = new URL(call.url);
		open.dispatcher.dispatch(
			{
				origin,
				path: pathname + search,
				method: call.method,
				headers: { ...call.headers },
				body: call.body,
				headersTimeout: 0,
				bodyTimeout: 0,
			},
			{
				onConnect() {
					partial.connected = true;
					partial.sentAt = performance.now();
				},
				onRequestSent() {
					partial.sentAt = performance.now();
				},
				onHeaders(status, rawHeaders) {
					// 1xx announces the real answer.
					if (status < 200) return true;
					partial.status = status;
					partial.headers = headerMap(rawHeaders);
					return true;
				},
				onData(chunk) {
					if (settled) return true;
					partial.bytes += chunk.length;
					partial.chunks.push(chunk);
					const isEnough = call.onChunk?.(chunk, performance.now() - partial.sentAt);
					if (isEnough) settle({ kind: "answered", ...answer(partial) });
					else if (partial.bytes > BODY_LIMIT_BYTES) settle({ kind: "too_large", ...answer(partial) });
					return true;
				},
				onComplete: () => settle({ kind: "answered", ...answer(partial) }),
				onError: (error) => (isOwnError(error) ? end(() => reject(error)) : settle(broken(partial, error))),
			},
		);
	});
}

type Expired = (patience: Patience) => void;

/** Tells when the time to connect is over, and when all time is. */
function startClock(
	{ timeoutMs, deadlineAt, behind }: Call,
	expired: Readonly<{ connecting: Expired; all: Expired }>,
): Readonly<{ stop(): void }> {
	const timers: NodeJS.Timeout[] = [];
	const within = (ms: number, tell: Expired) => {
		const leftMs = deadlineAt - performance.now();
		const patience = { timeoutMs: Math.max(1, Math.round(Math.min(ms, leftMs))), cutShort: leftMs < ms };
		// What came while this process was kept from looking is looked at first.
		timers.push(setTimeout(() => setImmediate(tell, patience), patience.timeoutMs));
	};
	within(Math.min(CONNECT_TIMEOUT_MS, timeoutMs), expired.connecting);
	let isStopped = false;
	if (behind === undefined) within(timeoutMs, expired.all);
	else void behind.then(() => isStopped || within(timeoutMs, expired.all));
	if (behind !== undefined) within(Number.POSITIVE_INFINITY, expired.all);
	return {
		stop() {
			isStopped = true;
			for (const timer of timers) clearTimeout(timer);
		},
	};
}

function unconnected(open: UndiciConnection, patience: Patience): Reply {
	// The resolver's own word for its silence.
	if (open.isResolving()) return { kind: "unanswered", code: "ETIMEOUT", phase: "connect", proxyStatus: null };
	return { kind: "timed_out", phase: "connect", ...patience };
}
