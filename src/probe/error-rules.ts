import type { Rule } from "./error-rule.ts";
import { REFUSAL_RULES } from "./refusal-rules.ts";
import { TROUBLE_RULES } from "./trouble-rules.ts";

/** Asked in this order; the first that decides wins. The last one always does. */
export const ERROR_RULES: readonly Rule[] = [...REFUSAL_RULES, ...TROUBLE_RULES];
