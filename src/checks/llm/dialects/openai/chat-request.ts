import type { RequestVariant } from "../../../../core/result/outcome.ts";
import type { LlmTarget } from "../../../../core/target/target.ts";
import { type ErrorBody, refusedField } from "../../errors/error-body.ts";
import type { Question } from "../dialect.ts";

/** What most servers take, and as little as possible: Mistral refuses any field more, Ollama knows `max_tokens` only. */
export function standardVariant({ maxTokens }: LlmTarget): RequestVariant {
	return { tokensField: "max_tokens", maxTokens, omit: [] };
}

export function chatBody(target: LlmTarget, model: string, { variant, prompt, leastTokens }: Question): string {
	const { tokensField, maxTokens, omit } = variant;
	const fields = {
		model,
		messages: [{ role: "user", content: prompt }],
		...(tokensField === null ? {} : { [tokensField]: Math.max(maxTokens, leastTokens) }),
		...(target.temperature === null ? {} : { temperature: target.temperature }),
		stream: target.stream,
	};
	return JSON.stringify(Object.fromEntries(Object.entries(fields).filter(([name]) => !omit.includes(name))));
}

/** The least that newer OpenAI and Azure models take. */
const LEAST_COMPLETION_TOKENS = 16;
const DROPPABLE = ["temperature", "stream"];

/**
 * The next form of a request that was refused for one of its fields; `null` when the refusal names none that can be
 * changed. Never both token fields at once: servers refuse that too.
 */
export function adapted(variant: RequestVariant, errorBody: ErrorBody): RequestVariant | null {
	const named = namedFields(errorBody);
	const dropped = DROPPABLE.filter((field) => named.has(field) && !variant.omit.includes(field));
	const tokens = named.has("max_tokens") || named.has("max_completion_tokens") ? otherTokens(variant, errorBody) : {};
	if (dropped.length === 0 && Object.keys(tokens).length === 0) return null;
	return { ...variant, ...tokens, omit: [...variant.omit, ...dropped] };
}

function namedFields(errorBody: ErrorBody): Set<string> {
	const { message, codes } = errorBody;
	const field = refusedField(errorBody);
	if (field !== null) return new Set([field]);
	const fields = (message ?? "").match(/\b(max_tokens|max_completion_tokens|temperature|stream)\b/gi) ?? [];
	// Azure says only that some integer is too small: the token limit is the one we send.
	const unnamed = codes.includes("integer_below_min_value") ? ["max_tokens"] : [];
	return new Set([...fields.map((field) => field.toLowerCase()), ...unnamed]);
}

function otherTokens(
	{ tokensField, maxTokens }: RequestVariant,
	{ message, codes }: ErrorBody,
): Partial<RequestVariant> {
	const words = message ?? "";
	const least = leastValue(words);
	if (least !== null && least > maxTokens) return { maxTokens: Math.max(least, LEAST_COMPLETION_TOKENS) };
	if (codes.includes("integer_below_min_value") && maxTokens < LEAST_COMPLETION_TOKENS) {
		return { maxTokens: LEAST_COMPLETION_TOKENS };
	}
	switch (tokensField) {
		case "max_tokens":
			return { tokensField: "max_completion_tokens", maxTokens: Math.max(maxTokens, LEAST_COMPLETION_TOKENS) };
		case "max_completion_tokens":
			// Back to the usual name for a server that never knew the new one; the caller stops at what it has tried.
			// Without any limit is no way out: a model could write for ever.
			return { tokensField: "max_tokens" };
		case null:
			return {};
	}
}

/** `Expected a value >= 16`, `must be greater than or equal to 16`, `at least 16`: a limit a sane check can meet. */
function leastValue(words: string): number | null {
	const found = /(?:>=|greater than or equal to|at least|minimum(?: value)?(?: is| of|:)?)\s*(\d{1,4})\b/i.exec(words);
	return found ? Number(found[1]) : null;
}
