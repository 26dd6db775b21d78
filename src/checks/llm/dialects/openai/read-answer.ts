import type { ErrorBody } from "../../errors/error-body.ts";
import { type Generation, judgeGeneration, type Reading } from "../../generation.ts";
import { isObject, type JsonObject, listAt, looksCut, numberAt, objectAt, parseJson, textAt } from "../../json.ts";
import type { SseEvent } from "../../sse.ts";
import type { StreamEvent } from "../dialect.ts";

/**
 * Success needs a JSON object without an error marker, a choice, and evidence of generation: counted tokens, any text,
 * reasoning, a refusal, a tool call, or a generation that ran into its token limit.
 */
export function readAnswer(body: string): Reading {
	const json = parseJson(body);
	if (json === undefined && looksCut(body)) return { kind: "truncated" };
	if (!isObject(json)) return { kind: "not_json" };
	if (isErrorObject(json)) return { kind: "error", json };
	const choice = listAt(json, "choices")[0];
	if (!isObject(choice)) return { kind: "no_choices" };
	if (isErrorChoice(choice)) return { kind: "error", json: choice };
	return judgeGeneration({ ...generationOf(choice), ...countsOf(json) });
}

const NO_CHOICE = { content: "", reasoning: "", other: false, ended: null } as const satisfies Partial<Generation>;

/** One event of a streamed chat completion. `[DONE]`, comments, role-only and usage-only pieces prove nothing. */
export function readEvent({ name, data }: SseEvent): StreamEvent {
	if (data.trim() === "[DONE]") return { kind: "done" };
	const json = parseJson(data);
	if (name === "error" || (isObject(json) && isErrorObject(json))) {
		return { kind: "error", json: isObject(json) ? json : { error: data } };
	}
	if (!isObject(json)) return { kind: "nothing" };
	const choice = listAt(json, "choices")[0];
	if (!isObject(choice)) return { kind: "piece", hasChoice: false, generation: { ...NO_CHOICE, ...countsOf(json) } };
	if (isErrorChoice(choice)) return { kind: "error", json: choice };
	return { kind: "piece", hasChoice: true, generation: { ...generationOf(choice), ...countsOf(json) } };
}

/** What an answer says beside its choices: the tokens generated, and the model that answers. */
function countsOf(json: JsonObject): Pick<Generation, "completionTokens" | "model"> {
	return { completionTokens: numberAt(json.usage, "completion_tokens"), model: textAt(json, "model") };
}

/** Text, reasoning and the rest of one `choices[]` entry, whole (`message`), as a piece (`delta`), or legacy (`text`). */
function generationOf(choice: JsonObject): Pick<Generation, "content" | "reasoning" | "other" | "ended"> {
	const message = isObject(choice.message) ? choice.message : objectAt(choice, "delta");
	return {
		content: contentOf(message.content) || (typeof choice.text === "string" ? choice.text : ""),
		reasoning: reasoningOf(message),
		other:
			textAt(message, "refusal") !== null ||
			listAt(message, "tool_calls").length > 0 ||
			isObject(message.function_call),
		ended: endOf(textAt(choice, "finish_reason")),
	};
}

function endOf(finishReason: string | null): Generation["ended"] {
	if (finishReason === null) return null;
	return finishReason === "length" ? "token_limit" : "otherwise";
}

/** A text, or a list of parts that each hold one. */
function contentOf(content: unknown): string {
	if (typeof content === "string") return content;
	const parts = Array.isArray(content) ? content : [];
	return parts.map((part: unknown) => (isObject(part) && typeof part.text === "string" ? part.text : "")).join("");
}

function reasoningOf(message: JsonObject): string {
	const parts = [message.reasoning, message.reasoning_content];
	return parts.find((part): part is string => typeof part === "string" && part !== "") ?? "";
}

/** Error markers that come with status 200. */
export function isErrorObject(json: JsonObject): boolean {
	const { error, object, detail } = json as Record<string, unknown>;
	const hasError = (isObject(error) && Object.keys(error).length > 0) || (typeof error === "string" && error !== "");
	return (
		hasError || object === "error" || json.type === "error" || (detail !== undefined && json.choices === undefined)
	);
}

function isErrorChoice(choice: JsonObject): boolean {
	return isObject(choice.error) || typeof choice.error === "string" || choice.finish_reason === "error";
}

/** OpenAI's reasoning models say so when the tokens were not enough to finish thinking: the model ran, and there is no text. */
export function isProofOfLife(status: number, { message }: ErrorBody): boolean {
	return status === 400 && /could not finish the message because max_tokens/i.test(message ?? "");
}
