import { FAILURE_RULES } from "./failure-rules.ts";
import { REFUSAL_RULES } from "./refusal-rules.ts";
import type { Rule } from "./rule.ts";

/** Asked in this order; the first that decides wins. The last one always does. */
export const ERROR_RULES: readonly Rule[] = [...REFUSAL_RULES, ...FAILURE_RULES];
