import { parseJson } from "./json.ts";

/** One server-sent event: its name (default `message`) and its joined data lines. */
export type SseEvent = Readonly<{ name: string; data: string }>;

export type SseReader = Readonly<{
	/** The events that these bytes completed. */
	push(bytes: Uint8Array): readonly SseEvent[];
	/** An incomplete last event, without its blank line. */
	end(): readonly SseEvent[];
}>;

/**
 * Reads a stream of server-sent events from bytes split anywhere, also inside a character or between CR and LF.
 * Comments (`: …`) are dropped. A last event without its blank line counts: several servers end that way.
 */
export function sseReader(): SseReader {
	const decoder = new TextDecoder();
	let rest = "";
	let name = "";
	let data: string[] = [];

	function line(text: string): SseEvent[] {
		if (text === "") return dispatch();
		// JSON without the word `data`: an error inside a stream, or a stream of JSON lines. No field begins with `{`.
		if (text.startsWith("{") && data.length === 0) return [{ name: name || "message", data: text }];
		const { field, value } = fieldOf(text);
		if (field === "event") name = value;
		// Not in the standard: llama.cpp sends its errors in this field.
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
	// Some gateways repeat the field's name.
	return { field, value: field === "data" ? value.replace(/^(?:data: ?)+(?=[[{])/, "") : value };
}

/** The servers' end mark; it proves nothing. */
export function isEndMark(data: string): boolean {
	return /^\s*"?\[DONE\]"?\s*$/i.test(data);
}

/** Blank lines included. */
const END_MARK_LENGTH = 64;

/** A body without a stream's end mark: gateways append it even to plain answers. */
export function withoutEndMark(body: string): string {
	const end = Math.max(0, body.length - END_MARK_LENGTH);
	return body.slice(0, end) + body.slice(end).replace(/(?:data:\s*)?\[DONE\]\s*$/i, "");
}

/**
 * Whether a body is a stream, requested or not. No event begins with a bracket: such a body is JSON, whatever its
 * content type, unless it is JSON lines.
 */
export function isStream(contentType: string | undefined, body: string): boolean {
	if (/^\s*[{[]/.test(body)) return isJsonLines(body);
	return /^\s*text\/event-stream/i.test(contentType ?? "") || /^\ufeff?(data:|event:|id:|retry:|: ?\S)/.test(body);
}

/** A JSON object on the first line, and more after it. */
function isJsonLines(body: string): boolean {
	const end = body.indexOf("\n");
	if (end < 0 || body.slice(end).trim() === "" || !body.slice(0, end).trimEnd().endsWith("}")) return false;
	return parseJson(body.slice(0, end)) !== undefined && parseJson(withoutEndMark(body)) === undefined;
}
