import type { Generation } from "../../generation.ts";
import { isObject, type JsonObject, listAt, textAt } from "../../json.ts";

/**
 * What a message (or a piece of one) holds, by pattern and not by exact key: servers keep inventing names for
 * reasoning fields.
 */
export type Spoken = Pick<Generation, "content" | "reasoning" | "other" | "hiddenReasoning">;

/** Keys of reasoning: `reasoning_content`, `thinking_blocks`, `thought`; not `finish_reason`. */
const THINKING = /reasoning|think|thought/i;
/** Keys beside reasoning that only describe it. */
const ABOUT = /^(type|format|id|index|role|name|status|object)$|effort|token|budget|_id$/i;
/** Encrypted reasoning. */
const SEALED = /encrypted|redacted|^(signature|data)$|thought_?signature/i;
/** Content parts that are neither text nor reasoning. */
const OTHER_PART = /refusal|tool|image|audio|video|file/i;
const DEEPEST = 6;

export function spokenIn(message: JsonObject): Spoken {
	const thoughts: Thoughts = { texts: [], sealed: false };
	gather(message, false, 0, thoughts);
	const parts = Array.isArray(message.content) ? message.content : [message.content];
	return {
		content: parts.map(textOfPart).join(""),
		reasoning: thoughts.texts.join(""),
		other:
			textAt(message, "refusal") !== null ||
			["tool_calls", "images"].some((key) => listAt(message, key).length > 0) ||
			["function_call", "audio"].some((key) => isObject(message[key])) ||
			parts.some((part) => OTHER_PART.test(textAt(part, "type") ?? "")),
		hiddenReasoning: thoughts.sealed,
	};
}

/** The text of a part; a reasoning part has no visible text. */
function textOfPart(part: unknown): string {
	if (typeof part === "string") return part;
	if (!isObject(part) || THINKING.test(textAt(part, "type") ?? "") || part.thought === true) return "";
	const { text, content, value } = part;
	const inner = [text, content, value].find((one) => typeof one === "string");
	return typeof inner === "string" ? inner : (textAt(text, "value") ?? "");
}

type Thoughts = { texts: string[]; sealed: boolean };

/** Collects all reasoning texts, at any depth. */
function gather(value: unknown, isThought: boolean, depth: number, found: Thoughts): void {
	if (typeof value === "string") {
		// Gateways send the same reasoning under two names.
		if (isThought && !found.texts.includes(value)) found.texts.push(value);
		return;
	}
	if (typeof value !== "object" || value === null || depth > DEEPEST) return;
	if (Array.isArray(value)) {
		for (const item of value) gather(item, isThought, depth + 1, found);
		return;
	}
	const object = value as JsonObject;
	const thinks = isThought || object.thought === true || THINKING.test(textAt(object, "type") ?? "");
	for (const [key, inner] of Object.entries(object)) {
		const isThinking = thinks || THINKING.test(key);
		if (isThinking && SEALED.test(key)) found.sealed ||= typeof inner === "string" && inner !== "";
		else if (!(isThinking && ABOUT.test(key))) gather(inner, isThinking, depth + 1, found);
	}
}

/** Whether hidden tokens were counted: as reasoning, or only in the total. */
export function hasHiddenTokens(usage: unknown): boolean {
	if (!isObject(usage)) return false;
	const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = usage;
	const inSum =
		typeof prompt === "number" &&
		typeof completion === "number" &&
		typeof total === "number" &&
		total > prompt + completion;
	return inSum || countsThoughts(usage, 0);
}

function countsThoughts(counts: JsonObject, depth: number): boolean {
	return Object.entries(counts).some(([key, count]) =>
		isObject(count)
			? depth < DEEPEST && countsThoughts(count, depth + 1)
			: typeof count === "number" && count > 0 && /reason|thought|think/i.test(key),
	);
}
