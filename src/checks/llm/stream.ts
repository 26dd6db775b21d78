import type { Dialect, StreamEvent } from "./dialects/dialect.ts";
import { type Generation, NOTHING_GENERATED } from "./generation.ts";
import type { JsonObject } from "./json.ts";
import { type SseEvent, sseReader } from "./sse.ts";

/** What a stream has sent so far. */
export type StreamReading = Readonly<{
	generation: Generation;
	/** The first error event. */
	error: JsonObject | null;
	/** Pieces that carried text; the server's token count is in `generation`. */
	pieces: number;
	firstPieceMs: number | null;
	lastPieceMs: number | null;
	/** When the generation ended: servers may keep the connection open after it. */
	finishedMs: number | null;
	/** All events: zero means that no stream came. */
	events: number;
	/** A choice was seen, even an empty one. */
	hasChoice: boolean;
	/** The dialect's end mark was seen. */
	done: boolean;
}>;

export type StreamReader = Readonly<{
	/** Whether the stream is complete: its end or an error, and the end mark. What follows is ignored. */
	push(bytes: Uint8Array, atMs: number): boolean;
	end(): StreamReading;
}>;

const NOTHING_YET: StreamReading = {
	generation: NOTHING_GENERATED,
	error: null,
	pieces: 0,
	firstPieceMs: null,
	lastPieceMs: null,
	finishedMs: null,
	events: 0,
	hasChoice: false,
	done: false,
};

/** Reads a streamed answer, event by event as the dialect understands it. */
export function streamReader({ readEvent }: Pick<Dialect, "readEvent">): StreamReader {
	const events = sseReader();
	let reading = NOTHING_YET;
	let lastMs = 0;
	const take = (event: SseEvent) => {
		reading = withEvent(reading, readEvent(event), lastMs);
	};
	return {
		push(bytes, atMs) {
			lastMs = atMs;
			events.push(bytes).forEach(take);
			return reading.done && (reading.error !== null || reading.generation.ended !== null);
		},
		end() {
			events.end().forEach(take);
			return reading;
		},
	};
}

function withEvent(before: StreamReading, event: StreamEvent, atMs: number): StreamReading {
	const reading = { ...before, events: before.events + 1 };
	switch (event.kind) {
		case "nothing":
			return reading;
		case "done":
			return { ...reading, done: true };
		case "error":
			return { ...reading, error: reading.error ?? event.json };
		case "piece":
			return withPiece({ ...reading, hasChoice: reading.hasChoice || event.hasChoice }, event.generation, atMs);
	}
}

function withPiece(reading: StreamReading, piece: Generation, atMs: number): StreamReading {
	const read = {
		...reading,
		generation: joined(reading.generation, piece),
		finishedMs: reading.finishedMs ?? (piece.ended === null ? null : atMs),
	};
	if (piece.content === "" && piece.reasoning === "" && !piece.other) return read;
	return { ...read, pieces: reading.pieces + 1, firstPieceMs: reading.firstPieceMs ?? atMs, lastPieceMs: atMs };
}

function joined(before: Generation, piece: Generation): Generation {
	return {
		content: before.content + piece.content,
		reasoning: before.reasoning + piece.reasoning,
		other: before.other || piece.other,
		hiddenReasoning: before.hiddenReasoning || piece.hiddenReasoning,
		ended: piece.ended ?? before.ended,
		completionTokens: piece.completionTokens ?? before.completionTokens,
		model: before.model ?? piece.model,
	};
}

/** Tokens a second between the first piece and the last; `null` when there is nothing to divide. */
export function tokensPerSecond({ generation, pieces, firstPieceMs, lastPieceMs }: StreamReading): number | null {
	const spanMs = (lastPieceMs ?? 0) - (firstPieceMs ?? 0);
	const tokens = generation.completionTokens ?? pieces;
	return tokens < 2 || spanMs <= 0 ? null : Math.round(((tokens - 1) * 10_000) / spanMs) / 10;
}
