import { isObject, type JsonObject, listAt, looksCut, numberAt, objectAt, parseJson, textAt } from "../../json.ts";

/** A body of status 200 from the chat route, read. `text` is raw: neither cleaned nor masked. */
export type Reading = Readonly<
	| {
			kind: "generated";
			/** The visible answer, or the reasoning when that is all there is. */
			text: string;
			completionTokens: number | null;
			model: string | null;
			/** What proves that the model ran: for `--explain`. */
			evidence: string;
	  }
	| { kind: "error"; json: JsonObject }
	| { kind: "no_choices" }
	| { kind: "empty" }
	| { kind: "garbage"; sample: string }
	| { kind: "truncated" }
	| { kind: "not_json" }
>;

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
	return judgeGeneration({
		...generationOf(choice),
		completionTokens: numberAt(json.usage, "completion_tokens"),
		model: textAt(json, "model"),
	});
}

/** What a model produced, gathered from one answer or from a stream's pieces. */
export type Generation = Readonly<{
	content: string;
	reasoning: string;
	/** A refusal or a tool call: generated too, and no text to look at. */
	other: boolean;
	finishReason: string | null;
	completionTokens: number | null;
	model: string | null;
}>;

export function judgeGeneration(generation: Generation): Reading {
	const { content, reasoning, completionTokens, model } = generation;
	const text = content.trim() === "" ? reasoning : content;
	if (isGarbage(text)) return { kind: "garbage", sample: text };
	const evidence = evidenceOf(generation);
	return evidence === null ? { kind: "empty" } : { kind: "generated", text, completionTokens, model, evidence };
}

function evidenceOf({ content, reasoning, other, finishReason, completionTokens }: Generation): string | null {
	if (content.trim() !== "") return "the answer has text";
	if (reasoning.trim() !== "") return "the answer has reasoning text";
	if (other) return "the answer has a refusal or a tool call";
	if (completionTokens !== null && completionTokens > 0) return `${completionTokens} tokens were counted`;
	if (finishReason === "length") return "the token limit was reached";
	return null;
}

/** Text, reasoning and the rest of one `choices[]` entry, whole (`message`), as a piece (`delta`), or legacy (`text`). */
export function generationOf(choice: JsonObject): Pick<Generation, "content" | "reasoning" | "other" | "finishReason"> {
	const message = isObject(choice.message) ? choice.message : objectAt(choice, "delta");
	return {
		content: contentOf(message.content) || (typeof choice.text === "string" ? choice.text : ""),
		reasoning: reasoningOf(message),
		other:
			textAt(message, "refusal") !== null ||
			listAt(message, "tool_calls").length > 0 ||
			isObject(message.function_call),
		finishReason: textAt(choice, "finish_reason"),
	};
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

export function isErrorChoice(choice: JsonObject): boolean {
	return isObject(choice.error) || typeof choice.error === "string" || choice.finish_reason === "error";
}

/**
 * What a model with broken numbers writes: one punctuation mark over and over, or nothing but replacement characters.
 * Four in a row at least: `!` and `...` may be answers.
 */
function isGarbage(text: string): boolean {
	const marks = text.replace(/\s+/g, "");
	return /^\ufffd+$/.test(marks) || /^([\p{P}\p{S}])\1{3,}$/u.test(marks);
}
