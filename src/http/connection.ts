import { LocalError } from "../core/invocation/errors.ts";
import type { Access, Secret } from "../core/target/target.ts";
import { type CallLimits, startClock } from "./clock.ts";
import { isOwnError, LOCAL_WORDS } from "./network-error.ts";
import { withoutLogin } from "./proxy-login.ts";
import {
	answer,
	BODY_LIMIT_BYTES,
	broken,
	type CallPatience,
	type HeaderMap,
	headerMap,
	isCoded,
	nothingYet,
	type PartialReply,
	type Reply,
	timedOut,
} from "./reply.ts";
import { aboutThisHost } from "./room.ts";
import { openUndiciConnection, type UndiciConnection } from "./undici-connection.ts";

export type Call = CallLimits &
	Readonly<{
		method: "GET" | "POST";
		/** Same origin as the connection. */
		url: string;
		headers: HeaderMap;
		body: string | null;
		/**
		 * For streams: gets each piece of the body with the time since the request was sent. `true`: no more is needed,
		 * so the call ends as answered, even if the server keeps the connection open.
		 */
		onChunk?: (bytes: Buffer, sinceSentMs: number) => boolean;
	}>;

/** One server's connection: reused between calls, and opened anew after any call without an answer. */
export type Connection = Readonly<{
	call(call: Call): Promise<Reply>;
	/** The next call gets a fresh connection. */
	renew(): void;
	close(): void;
}>;

/**
 * Opens nothing yet. Never follows redirects, never decodes, takes any port.
 * `call` throws only `LocalError`, for failures of this host.
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
			// A stream may have been stopped before its end.
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

/** Removes our proxy password from what a proxy says. */
function discreet(reply: Reply, proxyUrl: Secret | null): Reply {
	if (proxyUrl === null || !("headers" in reply)) return reply;
	const mask = withoutLogin(proxyUrl());
	const headers = Object.entries(reply.headers).map(([name, value]) => [name, mask(value)]);
	return { ...reply, headers: Object.fromEntries(headers), body: mask(reply.body) };
}

/** One call on a separate connection. */
export async function callOnce(call: Call, access: Pick<Access, "caPem" | "proxyUrl">): Promise<Reply> {
	const single = connection(new URL(call.url).origin, access);
	try {
		return await single.call(call);
	} finally {
		single.close();
	}
}

/** HTTP takes visible Latin-1 in a header. Checked here because undici and Node quote a bad value in their errors. */
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
		const partial = nothingYet();
		let isOver = false;
		const end = (finish: () => void) => {
			if (isOver) return;
			isOver = true;
			clock.stop();
			finish();
		};
		// Answers that came at the same time are all timed before the first of them is judged.
		const settle = (reply: Reply) => end(() => setImmediate(resolve, reply));
		const clock = startClock(call, {
			connecting: (patience) => partial.connected || settle(unconnected(open, patience)),
			all: (patience) => settle(timedOut(partial, patience)),
		});
		const { pathname, search } = new URL(call.url);
		const { method, headers, body } = call;
		open.dispatcher.dispatch(
			{ origin, path: pathname + search, method, headers: { ...headers }, body, headersTimeout: 0, bodyTimeout: 0 },
			{
				...receiver(partial),
				onData(chunk) {
					if (isOver) return true;
					partial.bytes += chunk.length;
					partial.chunks.push(chunk);
					const isEnough = call.onChunk?.(chunk, performance.now() - partial.sentAt);
					if (isEnough) settle({ kind: "answered", ...answer(partial) });
					else if (partial.bytes > BODY_LIMIT_BYTES) settle({ kind: "too_large", ...answer(partial) });
					return true;
				},
				onComplete: () => settle({ kind: "answered", ...answer(partial) }),
				onError: (error) =>
					isOwnError(error) ? end(() => reject(aboutThisHost(error))) : settle(broken(partial, open.reasonOf(error))),
			},
		);
	});
}

/** Records when the request was sent, and the head of the answer. */
function receiver(partial: PartialReply) {
	return {
		onConnect() {
			partial.connected = true;
			partial.sentAt = performance.now();
		},
		onRequestSent() {
			partial.sentAt = performance.now();
		},
		onHeaders(status: number, rawHeaders: readonly Buffer[]) {
			// A 1xx comes before the real answer.
			if (status < 200) return true;
			partial.status = status;
			partial.headers = headerMap(rawHeaders);
			return true;
		},
	};
}

function unconnected(open: UndiciConnection, patience: CallPatience): Reply {
	// The resolver's own code for a time-out.
	if (open.isResolving()) return { kind: "unanswered", code: "ETIMEOUT", phase: "connect", proxyStatus: null };
	return { kind: "timed_out", phase: open.isHandshaking() ? "tls" : "connect", ...patience };
}
