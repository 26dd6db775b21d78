import { parseJson } from "./json.ts";

/** One server-sent event: its name (`message` unless told) and its data lines joined. */
export type SseEvent = Readonly<{ name: string; data: string }>;

export type SseReader = Readonly<{
	/** The events that these bytes completed. */
	push(bytes: Uint8Array): readonly SseEvent[];
	/** What was begun and not completed: a last event without its blank line. */
	end(): readonly SseEvent[];
}>;

/**
 * Reads a stream of server-sent events from bytes split anywhere, also inside a character or between CR and LF.
 * Comments (`: …`) are dropped. A last event without its blank line counts: several servers end so.
 */
export function sseReader(): SseReader {
	const decoder = new TextDecoder();
	let rest = "";
	let name = "";
	let data: string[] = [];

	function line(text: string): SseEvent[] {
		if (text === "") return dispatch();
		// JSON without the word `data`: an error thrown into a stream, or a stream of JSON lines. No field begins so.
		if (text.startsWith("{") && data.length === 0) return [{ name: name || "message", data: text }];
		const { field, value } = fieldOf(text);
		if (field === "event") name = value;
		// No field of the standard's: llama.cpp writes its errors so.
		if (field === "error") name = "error";
		if (field === "data" || field === "error") data.push(value);
		return [];
	}

	function dispatch(): SseEvent[] {
		const event = { name: name || "message", data: data.join("\n") };
		const isEmpty = data.length === 0;
		name = "";
		data = [];
		return isEmpty ? [] : [event];
	}

	return {
		push(bytes) {
			rest += decoder.decode(bytes, { stream: true });
			// A CR at the end may be half of a CRLF.
			const complete = rest.endsWith("\r") ? rest.slice(0, -1) : rest;
			const lines = complete.split(/\r\n|\n|\r/);
			rest = (lines.pop() ?? "") + rest.slice(complete.length);
			return lines.flatMap(line);
		},
		end() {
			const last = (rest + decoder.decode()).replace(/\r$/, "");
			rest = "";
			return [...(last === "" ? [] : line(last)), ...dispatch()];
		},
	};
}

function fieldOf(line: string): Readonly<{ field: string; value: string }> {
	const colon = line.indexOf(":");
	const field = colon < 0 ? line : line.slice(0, colon);
	const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
	// Gateways write the field's name twice.
	return { field, value: field === "data" ? value.replace(/^(?:data: ?)+(?=[[{])/, "") : value };
}

/** What servers write when all was said; it proves nothing. */
export function isEndMark(data: string): boolean {
	return /^\s*"?\[DONE\]"?\s*$/i.test(data);
}

/** Blank lines included. */
const END_MARK_LENGTH = 64;

/** A body without the end of a stream behind it: gateways append that to an answer that is no stream. */
export function withoutEndMark(body: string): string {
	const end = Math.max(0, body.length - END_MARK_LENGTH);
	return body.slice(0, end) + body.slice(end).replace(/(?:data:\s*)?\[DONE\]\s*$/i, "");
}

/**
 * Whether a body is a stream, asked for or not. No event begins with a bracket: what does is JSON, whatever its type says,
 * unless each of its lines is one.
 */
export function isStream(contentType: string | undefined, body: string): boolean {
	if (/^\s*[{[]/.test(body)) return isJsonLines(body);
	return /^\s*text\/event-stream/i.test(contentType ?? "") || /^\ufeff?(data:|event:|id:|retry:|: ?\S)/.test(body);
}

/** A JSON object on the first line, and more than an end mark behind it. */
function isJsonLines(body: string): boolean {
	const end = body.indexOf("\n");
	if (end < 0 || body.slice(end).trim() === "" || !body.slice(0, end).trimEnd().endsWith("}")) return false;
	return parseJson(body.slice(0, end)) !== undefined && parseJson(withoutEndMark(body)) === undefined;
}
