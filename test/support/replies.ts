/** What a scripted server does with one request: plain data, so that a behaviour can be read as a table row. */
export type Reply = (AnswerReply | StreamReply | RawReply) & Dying;
/** `closesPort`: while it replies the server stops listening for good. */
type Dying = Readonly<{ closesPort?: true }>;

export type Headers = Readonly<Record<string, string>>;
/** Bytes to send, or a number: milliseconds to pause. */
export type Part = string | Uint8Array | number;
/** `clean`: ended as the framing asks · `cut`: FIN in the middle · `reset`: RST · `hold`: silent for ever · `repeat`: all over again, for ever. */
export type End = "clean" | "cut" | "reset" | "hold" | "repeat";

/** A whole HTTP answer with its Content-Length. */
export type AnswerReply = Readonly<{
	kind: "answer";
	status: number;
	headers: Headers;
	body: string | Uint8Array;
	delayMs: number;
}>;
/** An HTTP head, then parts: chunked, unless the headers name a Content-Length. */
export type StreamReply = Readonly<{
	kind: "stream";
	status: number;
	headers: Headers;
	parts: readonly Part[];
	end: End;
	delayMs: number;
}>;
/** Bytes on the socket as they stand: for what HTTP does not allow. */
export type RawReply = Readonly<{ kind: "raw"; parts: readonly Part[]; end: End }>;

export function json(body: unknown, status = 200, headers: Headers = {}): AnswerReply {
	return text(JSON.stringify(body), status, { "content-type": "application/json", ...headers });
}

export function text(body: string, status = 200, headers: Headers = {}): AnswerReply {
	return {
		kind: "answer",
		status,
		headers: { "content-type": "text/plain; charset=utf-8", ...headers },
		body,
		delayMs: 0,
	};
}

export function html(body: string, status = 200, headers: Headers = {}): AnswerReply {
	return text(body, status, { "content-type": "text/html", ...headers });
}

/** A status and nothing in the body. */
export function empty(status: number, headers: Headers = {}): AnswerReply {
	return { kind: "answer", status, headers, body: "", delayMs: 0 };
}

export function redirect(location: string, status = 302): AnswerReply {
	return html("<html><head><title>Moved</title></head></html>", status, { location });
}

/** The last reply of a server: from then on its port is closed. */
export function last(reply: Reply): Reply {
	return { ...reply, closesPort: true };
}

/** The same reply, begun `delayMs` later. */
export function late<T extends AnswerReply | StreamReply>(delayMs: number, reply: T): T {
	return { ...reply, delayMs };
}

export function stream(parts: readonly Part[], end: End = "clean", headers: Headers = {}, status = 200): StreamReply {
	return {
		kind: "stream",
		status,
		headers: { "content-type": "application/json", ...headers },
		parts,
		end,
		delayMs: 0,
	};
}

/** Server-sent events: each string becomes a `data:` line, objects are JSON, numbers pause, strings that start with `:` stay comments. */
export function events(items: readonly (string | number | object)[], end: End = "clean"): StreamReply {
	const parts = items.map((item) => (typeof item === "number" ? item : eventText(item)));
	return stream(parts, end, { "content-type": "text/event-stream; charset=utf-8" });
}

function eventText(item: string | object): string {
	if (typeof item === "string" && item.startsWith(":")) return `${item}\n\n`;
	return `data: ${typeof item === "string" ? item : JSON.stringify(item)}\n\n`;
}

/** One byte at a time, over and over: never done, never silent. */
export function drip(body: string, everyMs: number, headers: Headers = {}): StreamReply {
	return stream(
		[...body].flatMap((character) => [character, everyMs]),
		"repeat",
		headers,
	);
}

/** A body that promises and sends a gigabyte. */
export function gigabyte(contentType = "application/json"): StreamReply {
	const headers = { "content-type": contentType, "content-length": String(2 ** 30) };
	return stream(['{"object":"list","data":["', "x".repeat(65_536), 1], "repeat", headers);
}

export function raw(parts: readonly Part[], end: End = "clean"): RawReply {
	return { kind: "raw", parts, end };
}

/** Takes the request and never answers. */
export const silence: RawReply = raw([], "hold");
/** Closes politely without a word. */
export const hangUp: RawReply = raw([], "clean");
/** Closes with a TCP reset, as a crashed process does. */
export const reset: RawReply = raw([], "reset");

/** The first `bytes` bytes of an answer, then the end, under each way HTTP has to say how long a body is. */
export function cut(body: string, bytes: number, framing: "length" | "chunked" | "close", status = 200): Reply {
	const sent = body.slice(0, bytes);
	if (framing === "chunked") return stream([sent, 5], "cut", {}, status);
	if (framing === "length") return stream([sent, 5], "cut", { "content-length": String(body.length) }, status);
	return raw([`HTTP/1.1 ${status} OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n${sent}`]);
}
