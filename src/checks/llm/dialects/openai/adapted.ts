import type { RequestVariant } from "../../../../core/result/outcome.ts";
import { type ErrorBody, refusedField } from "../../errors/error-body.ts";

/** The minimum that newer OpenAI and Azure models accept. */
const LEAST_COMPLETION_TOKENS = 16;
/** Above the minimum thinking budget that gateways to Anthropic's models set. */
const TOKENS_TO_THINK = 2048;
const DROPPABLE = ["temperature", "stream"];

/** Foreign text may be a megabyte: what matters is at its beginning. */
const READ_LENGTH = 2000;

/** How servers say that they answer only in streams. */
const STREAM_ONLY =
	/non-?_?stream|\bstream\b[`'"]?\s*(=|:|is|==)\s*[`'"]?false|\bonly\b.{0,30}\bstream|\bstream(ing)?\b.{0,20}\bonly\b|\bstream(ing)?\b[`'"]?.{0,20}\b(must|should|has to|needs to|be set to|required|=|to)\b.{0,12}\btrue|\bstream(ing)?\b.{0,12}\b(is )?(required|mandatory)|(must|requires?|please|use|enable|set)\b.{0,12}[`'"]?stream(ing)?\b[`'"]?.{0,12}(true\b|mode\b|$)|[仅只]支持流式|非流式/i;
/** The token limit must be above the model's thinking budget. */
const THINKING_BUDGET = /budget_?tokens|thinking[._ ]budget/i;

/**
 * The next form of a request that was refused for one of its fields; `null` when the refusal names none that can be
 * changed. Never both token fields at once: servers refuse that too.
 */
export function adapted(variant: RequestVariant, errorBody: ErrorBody): RequestVariant | null {
	const words = (errorBody.message ?? "").slice(0, READ_LENGTH);
	if (STREAM_ONLY.test(words) && !variant.stream) {
		return { ...variant, stream: true, omit: variant.omit.filter((field) => field !== "stream") };
	}
	const named = namedFields(errorBody, words);
	const dropped = DROPPABLE.filter((field) => named.has(field) && !variant.omit.includes(field));
	const tokens = named.has("max_tokens") || named.has("max_completion_tokens") ? otherTokens(variant, errorBody) : {};
	const changed = { ...variant, ...tokens, omit: [...variant.omit, ...dropped] };
	if (dropped.length > 0 || Object.keys(tokens).length > 0) return changed;
	// It rejects a field that was not sent, so the cause is another one: often a token limit that is too low.
	const isStuck = named.size > 0 && variant.maxTokens < LEAST_COMPLETION_TOKENS;
	return isStuck ? { ...variant, maxTokens: LEAST_COMPLETION_TOKENS } : null;
}

function namedFields(errorBody: ErrorBody, words: string): Set<string> {
	const field = refusedField(errorBody);
	if (field !== null) return new Set([field]);
	const fields = words.match(/\b(max_tokens|max_completion_tokens|temperature|stream)\b/gi) ?? [];
	// Azure says only that some integer is too small, others how many tokens they want: they mean our token limit.
	const isAboutTokens =
		errorBody.codes.includes("integer_below_min_value") ||
		THINKING_BUDGET.test(words) ||
		(/\btokens?\b/i.test(words) && !/prompt|input|context|message/i.test(words) && leastValue(words) !== null);
	return new Set([...fields.map((name) => name.toLowerCase()), ...(isAboutTokens ? ["max_tokens"] : [])]);
}

function otherTokens(
	{ tokensField, maxTokens }: RequestVariant,
	{ message, codes }: ErrorBody,
): Partial<RequestVariant> {
	const words = (message ?? "").slice(0, READ_LENGTH);
	if (THINKING_BUDGET.test(words)) return maxTokens < TOKENS_TO_THINK ? { maxTokens: TOKENS_TO_THINK } : {};
	const least = leastValue(words);
	if (least !== null && least > maxTokens) return { maxTokens: Math.max(least, LEAST_COMPLETION_TOKENS) };
	if (codes.includes("integer_below_min_value") && maxTokens < LEAST_COMPLETION_TOKENS) {
		return { maxTokens: LEAST_COMPLETION_TOKENS };
	}
	switch (tokensField) {
		case "max_tokens":
			return { tokensField: "max_completion_tokens", maxTokens: Math.max(maxTokens, LEAST_COMPLETION_TOKENS) };
		case "max_completion_tokens":
			// Back to the usual name for a server that lacks the new one; the caller skips forms already tried.
			// Dropping the limit is not an option: a model could write for ever.
			return { tokensField: "max_tokens" };
		case null:
			return {};
	}
}

/** `Expected a value >= 16`, `at least 16`, `between 16 and 4096`, `greater than 1024`: a limit we can meet. */
function leastValue(words: string): number | null {
	const orMore =
		/(?:>=|≥|greater than or equal to|at least|no less than|not less than|minimum(?: value)?(?: is| of|:| allowed is)?|between|\brange\b[^\d.]{0,40})\s*`?(\d{1,4})\b/i.exec(
			words,
		);
	if (orMore) return Number(orMore[1]);
	const more = /(?:greater than|more than|larger than|exceed|>)\s*`?(\d{1,4})\b/i.exec(words);
	return more ? Number(more[1]) + 1 : null;
}
