import { isObject, type JsonObject, listAt, numberAt, parseJson, textAt } from "../../json.ts";
import { type SseEvent, sseReader } from "../../sse.ts";
import { type Generation, generationOf, isErrorChoice, isErrorObject } from "./read-answer.ts";

/** What a stream said so far. */
export type StreamReading = Readonly<{
	generation: Generation;
	/** The first error event. */
	error: JsonObject | null;
	/** Pieces that carried text; the server's count of tokens stands in `generation`. */
	pieces: number;
	firstPieceMs: number | null;
	lastPieceMs: number | null;
	/** When the finish reason came: servers may hold the connection open after it. */
	finishedMs: number | null;
	/** Events of any sort: zero means that no stream came. */
	events: number;
	/** A choice was seen, even an empty one. */
	hasChoice: boolean;
	/** `[DONE]` was seen. */
	done: boolean;
}>;

export type StreamReader = Readonly<{
	/** Whether the stream said all: a finish reason or an error, and `[DONE]`. What a server does after it is its own. */
	push(bytes: Uint8Array, atMs: number): boolean;
	end(): StreamReading;
}>;

const NOTHING_YET: StreamReading = {
	generation: {
		...{ content: "", reasoning: "", other: false },
		...{ finishReason: null, completionTokens: null, model: null },
	},
	...{
		error: null,
		pieces: 0,
		firstPieceMs: null,
		lastPieceMs: null,
		finishedMs: null,
		events: 0,
		hasChoice: false,
		done: false,
	},
};

/** Reads a streamed chat completion. `[DONE]`, comments, role-only and usage-only pieces prove nothing. */
export function streamReader(): StreamReader {
	const events = sseReader();
	let reading = NOTHING_YET;
	let lastMs = 0;
	const take = (event: SseEvent) => {
		reading = withEvent(reading, event, lastMs);
	};
	return {
		push(bytes, atMs) {
			lastMs = atMs;
			events.push(bytes).forEach(take);
			return reading.done && (reading.error !== null || reading.generation.finishReason !== null);
		},
		end() {
			events.end().forEach(take);
			return reading;
		},
	};
}

function withEvent(before: StreamReading, { name, data }: SseEvent, atMs: number): StreamReading {
	const reading = { ...before, events: before.events + 1 };
	if (data.trim() === "[DONE]") return { ...reading, done: true };
	const json = parseJson(data);
	if (reading.error === null && isErrorEvent(name, json)) {
		return { ...reading, error: isObject(json) ? json : { error: data } };
	}
	if (!isObject(json)) return reading;
	const choice = listAt(json, "choices")[0];
	if (!isObject(choice)) return { ...reading, generation: withCounts(reading.generation, json) };
	if (reading.error === null && isErrorChoice(choice)) return { ...reading, error: choice };
	return withPiece(reading, json, choice, atMs);
}

function isErrorEvent(name: string, json: unknown): boolean {
	return name === "error" || (isObject(json) && isErrorObject(json));
}

function withPiece(reading: StreamReading, json: JsonObject, choice: JsonObject, atMs: number): StreamReading {
	const piece = generationOf(choice);
	const before = reading.generation;
	const generation: Generation = {
		...withCounts(before, json),
		content: before.content + piece.content,
		reasoning: before.reasoning + piece.reasoning,
		other: before.other || piece.other,
		finishReason: piece.finishReason ?? before.finishReason,
	};
	const finishedMs = reading.finishedMs ?? (piece.finishReason === null ? null : atMs);
	const read = { ...reading, generation, finishedMs, hasChoice: true };
	if (piece.content === "" && piece.reasoning === "" && !piece.other) return read;
	return {
		...{ ...read, pieces: reading.pieces + 1 },
		firstPieceMs: reading.firstPieceMs ?? atMs,
		lastPieceMs: atMs,
	};
}

function withCounts(generation: Generation, json: JsonObject): Generation {
	return {
		...generation,
		completionTokens: numberAt(json.usage, "completion_tokens") ?? generation.completionTokens,
		model: generation.model ?? textAt(json, "model"),
	};
}

/** Tokens a second between the first piece and the last; `null` when there is nothing to divide. */
export function tokensPerSecond({ generation, pieces, firstPieceMs, lastPieceMs }: StreamReading): number | null {
	const spanMs = (lastPieceMs ?? 0) - (firstPieceMs ?? 0);
	const tokens = generation.completionTokens ?? pieces;
	return tokens < 2 || spanMs <= 0 ? null : Math.round(((tokens - 1) * 10_000) / spanMs) / 10;
}

/** Whether a body is a stream, asked for or not. No event begins with a bracket: what does is JSON, whatever its type says. */
export function isStream(contentType: string | undefined, body: string): boolean {
	if (/^\s*[{[]/.test(body)) return false;
	return /^\s*text\/event-stream/i.test(contentType ?? "") || /^\ufeff?(data:|event:|id:|retry:|: ?\S)/.test(body);
}
