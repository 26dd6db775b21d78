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
		const colon = text.indexOf(":");
		const field = colon < 0 ? text : text.slice(0, colon);
		const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
		if (field === "data") data.push(value);
		if (field === "event") name = value;
		// No field of the standard's: llama.cpp writes its errors so.
		if (field === "error") {
			name = "error";
			data.push(value);
		}
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

/** Whether a body is a stream, asked for or not. No event begins with a bracket: what does is JSON, whatever its type says. */
export function isStream(contentType: string | undefined, body: string): boolean {
	if (/^\s*[{[]/.test(body)) return false;
	return /^\s*text\/event-stream/i.test(contentType ?? "") || /^\ufeff?(data:|event:|id:|retry:|: ?\S)/.test(body);
}
