import { type Ending, endingOf } from "../../ending.ts";
import type { ErrorBody } from "../../errors/error-body.ts";
import { type Generation, judgeGeneration, NOTHING_GENERATED, type Reading } from "../../generation.ts";
import { isObject, type JsonObject, listAt, looksCut, numberAt, objectAt, parseJson, textAt } from "../../json.ts";
import { isEndMark, type SseEvent, withoutEndMark } from "../../sse.ts";
import type { StreamEvent } from "../dialect.ts";
import { isErrorChoice, isErrorObject } from "./error-marker.ts";
import { hasHiddenTokens, spokenIn } from "./spoken.ts";

/** Success needs a JSON object without an error marker, a choice, and evidence of generation. */
export function readAnswer(body: string): Reading {
	const json = parseJson(body) ?? parseJson(withoutNaN(withoutEndMark(body)));
	if (json === undefined && looksCut(body)) return { kind: "truncated" };
	if (!isObject(json)) return { kind: "not_json" };
	if (isErrorObject(json)) return { kind: "error", json };
	const choice = listAt(json, "choices")[0];
	if (!isObject(choice)) return { kind: "no_choices" };
	if (isErrorChoice(choice)) return { kind: "error", json: choice };
	return judgeGeneration(generationOf(choice, json));
}

/** Python writes and reads `NaN` and `Infinity`; JSON does not allow them. */
function withoutNaN(text: string): string {
	return text.replace(/([:[,]\s{0,8})(?:NaN|-?Infinity)(?=\s{0,8}[,}\]])/g, "$1null");
}

/** One event of a streamed chat completion. `[DONE]`, comments, role-only and usage-only pieces prove nothing. */
export function readEvent({ name, data }: SseEvent): StreamEvent {
	if (isEndMark(data)) return { kind: "done" };
	const json = parseJson(data) ?? parseJson(withoutNaN(data));
	if (name === "error" || (isObject(json) && isErrorObject(json))) {
		return { kind: "error", json: isObject(json) ? json : { error: data } };
	}
	if (!isObject(json)) return { kind: "nothing" };
	const choice = listAt(json, "choices")[0];
	if (!isObject(choice)) return { kind: "piece", hasChoice: false, generation: generationOf({}, json) };
	if (isErrorChoice(choice)) return { kind: "error", json: choice };
	return { kind: "piece", hasChoice: true, generation: generationOf(choice, json) };
}

/** One `choices[]` entry, whole (`message`), as a piece (`delta`) or legacy (`text`), with usage and model. */
function generationOf(choice: JsonObject, { usage, model }: JsonObject): Generation {
	const message = isObject(choice.message) ? choice.message : objectAt(choice, "delta");
	// Some servers send the message as plain text.
	const spoken = spokenIn(typeof choice.message === "string" ? { content: choice.message } : message);
	return {
		...NOTHING_GENERATED,
		...spoken,
		content: spoken.content || (typeof choice.text === "string" ? choice.text : ""),
		hiddenReasoning: spoken.hiddenReasoning || hasHiddenTokens(usage),
		ended: endOfChoice(choice),
		completionTokens: numberAt(usage, "completion_tokens"),
		model: typeof model === "string" && model.trim() !== "" ? model : null,
	};
}

/** The finish reason. Where a gateway made it look harmless, the provider's own reason. */
function endOfChoice(choice: JsonObject): Ending | null {
	const { finish_reason: reason, finishReason, stop_reason: stopReason, native_finish_reason: native } = choice;
	// Beside a finish reason, `stop_reason` is only the stop text.
	const ended = endOf(reason ?? finishReason ?? (reason === undefined ? stopReason : null));
	const nativeEnd = ended === null ? null : endOf(native);
	return nativeEnd?.kind === "filtered" || nativeEnd?.kind === "broken_off" ? nativeEnd : ended;
}

/** A word, or an engine's object with a type and details. */
function endOf(reason: unknown): Ending | null {
	if (reason === null || reason === undefined || reason === "") return null;
	if (!isObject(reason)) return endingOf(String(reason));
	const type = textAt(reason, "type") ?? textAt(reason, "reason") ?? "";
	const words = textAt(reason, "message");
	return { kind: endingOf(type).kind, word: words === null ? type : `${type}: ${words}` };
}

/** OpenAI's reasoning models say so when the token limit ended their thinking: the model ran. */
export function isProofOfLife(status: number, { message }: ErrorBody): boolean {
	return status === 400 && /could not finish the message because max_tokens/i.test(message ?? "");
}
