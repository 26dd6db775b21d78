import type { Ending } from "./ending.ts";
import { hasVisibleAscii, isGarbage, specialTokensAlone } from "./garbage.ts";
import type { JsonObject } from "./json.ts";

/** A parsed 200 body from the chat route. `text` is raw: neither cleaned nor masked. */
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
	/** No visible output: `because` says what there was, such as counted tokens, which alone prove nothing. */
	| { kind: "empty"; because: string }
	| { kind: "garbage"; sample: string }
	/** `reason`: the server's own word for how it ended. */
	| { kind: "broken_off"; reason: string }
	| { kind: "filtered"; reason: string }
	| { kind: "truncated" }
	| { kind: "not_json" }
>;

/** What a model produced, gathered from one answer or from a stream's pieces. */
export type Generation = Readonly<{
	content: string;
	reasoning: string;
	/** A refusal or a tool call: generated, but not text. */
	other: boolean;
	/** Reasoning that is encrypted or only counted: the model did reason. */
	hiddenReasoning: boolean;
	/** How the generation ended; `null`: not reported, so it may go on. */
	ended: Ending | null;
	completionTokens: number | null;
	model: string | null;
}>;

/** The initial value of each field. */
export const NOTHING_GENERATED: Generation = {
	...{ content: "", reasoning: "", other: false, hiddenReasoning: false },
	...{ ended: null, completionTokens: null, model: null },
};

/**
 * Whether the model generated. Text, reasoning, a refusal or a tool call proves it. Counted tokens or a reached limit
 * do not: a numerically broken engine counts tokens too, and all may be special tokens, which are hidden. A generation
 * that broke off is no answer, however much came.
 */
export function judgeGeneration(generation: Generation): Reading {
	const { ended, completionTokens, model } = generation;
	const content = shown(generation.content);
	const reasoning = shown(generation.reasoning);
	if (ended?.kind === "broken_off") return { kind: "broken_off", reason: ended.word };
	const text = content.trim() === "" ? reasoning : content;
	if (isGarbage(text) || specialTokensAlone(text) > 0) return { kind: "garbage", sample: text };
	const evidence = evidenceOf({ ...generation, content, reasoning });
	if (evidence !== null) return { kind: "generated", text, completionTokens, model, evidence };
	if (ended?.kind === "filtered") return { kind: "filtered", reason: ended.word };
	return { kind: "empty", because: whatElse(generation) };
}

/** The visible text: none for a lone special token, or for blanks and zero-width characters only. */
function shown(text: string): string {
	if (specialTokensAlone(text) === 1) return "";
	return !hasVisibleAscii(text) && /^[\s\p{Cf}]*$/u.test(text) ? "" : text;
}

function evidenceOf(generation: Generation): string | null {
	const { content, reasoning, other, hiddenReasoning, ended } = generation;
	if (content.trim() !== "") return "the answer has text";
	if (reasoning.trim() !== "") return "the answer has reasoning text";
	if (other) return "the answer has a refusal or a tool call";
	if (hiddenReasoning) return "the answer has reasoning that is not shown";
	// The filter removed the counted tokens.
	if (ended?.kind === "filtered" && hasCounted(generation)) return "a filter took the words that were generated";
	return null;
}

function hasCounted({ completionTokens }: Generation): boolean {
	return completionTokens !== null && completionTokens > 0;
}

/** Not even a count. */
export const NO_TRACE = "no evidence of generation";

function whatElse(generation: Generation): string {
	if (hasCounted(generation)) return `${generation.completionTokens} tokens were counted, and none is to be seen`;
	if (generation.ended?.kind === "token_limit") return "the token limit was reached, and nothing is to be seen";
	return NO_TRACE;
}
