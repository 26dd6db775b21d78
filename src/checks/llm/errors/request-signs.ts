import { refusedField } from "./error-body.ts";
import type { RefusalEvidence } from "./evidence.ts";
import type { Signs } from "./signs.ts";

/** The fields of our request, and the names gateways map them to. */
const OURS =
	/(?<![\w.])(max_tokens|max_completion_tokens|max_output_tokens|max_new_tokens|temperature|messages|enable_thinking|thinking\.[\w.]*budget_tokens)\b|['"`](stream)['"`]|\b(stream)\s*=/i;
const STREAM =
	/\b(?:only|must|support\w*|non)\b.{0,24}\b(stream)(?:ing)?\b|\b(stream)(?:ing)?\b (?:mode|is not|must|only|calls?)\b/i;

/** Near a field's name these words mean that the field is refused. */
const REFUSING =
	/un-?support\w*|not support\w*|unknown|unrecogni[sz]ed|invalid|not (?:allowed|permitted|accepted|valid)|must|should|only|deprecated|extra|greater than|less than|at (?:least|most)|[<>]=|out of range|between|cannot|can not|too (?:large|small|low|high)|below|above|exceeds?|required|range|expected|不支持|必须|无效|参数/i;
const NEAR = 160;

/** Our request field that a refusal names, in `param` or in its words; `null`: none. */
export function namedField({
	errorBody,
	words,
	codes,
}: Pick<RefusalEvidence, "errorBody" | "words" | "codes">): string | null {
	const field = refusedField(errorBody);
	if (field !== null) return field;
	// Azure says only that some integer is too small: it means our token limit.
	if (codes.includes("integerbelowminvalue")) return "max_tokens";
	const found = OURS.exec(words) ?? STREAM.exec(words);
	if (found === null) return null;
	const around = words.slice(Math.max(0, found.index - NEAR), found.index + NEAR);
	const name = found.slice(1).find((group) => group !== undefined) ?? null;
	return REFUSING.test(around) ? name : null;
}

/** Our own request: only a refusal that names one of its fields counts. */
export const REQUEST_SIGNS = {
	parameter: {
		applies: (evidence) => evidence.stage === "inference" && namedField(evidence) !== null,
		also: (evidence) =>
			refusedField(evidence.errorBody) !== null || evidence.codes.includes("integerbelowminvalue") ? 3 : 2,
	},
	path: {
		words: /(?:^|\n|: )unexpected endpoint or method/i,
		statuses: [404, 405, 410],
	},
} as const satisfies Record<string, Signs>;
