import type { JsonObject } from "./json.ts";

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

/** What a model produced, gathered from one answer or from a stream's pieces. */
export type Generation = Readonly<{
	content: string;
	reasoning: string;
	/** A refusal or a tool call: generated too, and no text to look at. */
	other: boolean;
	/** How the generation ended; `null`: it did not say, so it may go on. */
	ended: "token_limit" | "otherwise" | null;
	completionTokens: number | null;
	model: string | null;
}>;

/** Whether a generation is one: any text, reasoning, refusal or tool call, counted tokens, or a token limit that was reached. */
export function judgeGeneration(generation: Generation): Reading {
	const { content, reasoning, completionTokens, model } = generation;
	const text = content.trim() === "" ? reasoning : content;
	if (isGarbage(text)) return { kind: "garbage", sample: text };
	const evidence = evidenceOf(generation);
	return evidence === null ? { kind: "empty" } : { kind: "generated", text, completionTokens, model, evidence };
}

function evidenceOf({ content, reasoning, other, ended, completionTokens }: Generation): string | null {
	if (content.trim() !== "") return "the answer has text";
	if (reasoning.trim() !== "") return "the answer has reasoning text";
	if (other) return "the answer has a refusal or a tool call";
	if (completionTokens !== null && completionTokens > 0) return `${completionTokens} tokens were counted`;
	if (ended === "token_limit") return "the token limit was reached";
	return null;
}

/**
 * What a model with broken numbers writes: one punctuation mark over and over, or nothing but replacement characters.
 * Four in a row at least: `!` and `...` may be answers.
 */
function isGarbage(text: string): boolean {
	const marks = text.replace(/\s+/g, "");
	return /^\ufffd+$/.test(marks) || /^([\p{P}\p{S}])\1{3,}$/u.test(marks);
}
