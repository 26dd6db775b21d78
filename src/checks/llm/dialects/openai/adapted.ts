import type { RequestVariant } from "../../../../core/result/outcome.ts";
import { type ErrorBody, refusedField } from "../../errors/error-body.ts";

/** The least that newer OpenAI and Azure models take. */
const LEAST_COMPLETION_TOKENS = 16;
/** More than the least that a model may be given to think: what gateways of Anthropic's models reckon with. */
const TOKENS_TO_THINK = 2048;
const DROPPABLE = ["temperature", "stream"];

/** A stranger's words may be a megabyte: what matters stands at their beginning. */
const READ_LENGTH = 2000;

/** The server answers only in streams, in the words of several. */
const STREAM_ONLY =
	/non-?_?stream|\bstream\b[`'"]?\s*(=|:|is|==)\s*[`'"]?false|\bonly\b.{0,30}\bstream|\bstream(ing)?\b.{0,20}\bonly\b|\bstream(ing)?\b[`'"]?.{0,20}\b(must|should|has to|needs to|be set to|required|=|to)\b.{0,12}\btrue|\bstream(ing)?\b.{0,12}\b(is )?(required|mandatory)|(must|requires?|please|use|enable|set)\b.{0,12}[`'"]?stream(ing)?\b[`'"]?.{0,12}(true\b|mode\b|$)|[仅只]支持流式|非流式/i;
/** The model thinks, and the tokens have to be more than its thoughts may take. */
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
	// It complains of a field that it did not get: something else is in its way, and few tokens often are.
	const isStuck = named.size > 0 && variant.maxTokens < LEAST_COMPLETION_TOKENS;
	return isStuck ? { ...variant, maxTokens: LEAST_COMPLETION_TOKENS } : null;
}

function namedFields(errorBody: ErrorBody, words: string): Set<string> {
	const field = refusedField(errorBody);
	if (field !== null) return new Set([field]);
	const fields = words.match(/\b(max_tokens|max_completion_tokens|temperature|stream)\b/gi) ?? [];
	// Azure says only that some integer is too small, others how many tokens they want: the limit is the one we send.
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
			// Back to the usual name for a server that never knew the new one; the caller stops at what it has tried.
			// Without any limit is no way out: a model could write for ever.
			return { tokensField: "max_tokens" };
		case null:
			return {};
	}
}

/** `Expected a value >= 16`, `at least 16`, `between 16 and 4096`, `greater than 1024`: a limit a sane check can meet. */
function leastValue(words: string): number | null {
	const orMore =
		/(?:>=|≥|greater than or equal to|at least|no less than|not less than|minimum(?: value)?(?: is| of|:| allowed is)?|between|\brange\b[^\d.]{0,40})\s*`?(\d{1,4})\b/i.exec(
			words,
		);
	if (orMore) return Number(orMore[1]);
	const more = /(?:greater than|more than|larger than|exceed|>)\s*`?(\d{1,4})\b/i.exec(words);
	return more ? Number(more[1]) + 1 : null;
}
