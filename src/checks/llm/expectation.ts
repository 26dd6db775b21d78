import { createContext, Script } from "node:vm";

/** The expression sees at most this much of the answer. */
const READ_LENGTH = 4096;
/**
 * Far more than a sane expression needs for this length. The second limit is for a busy host, where the first may
 * expire before the match began: both are wall-clock time.
 */
const LIMITS_MS = [200, 1000];

/**
 * Whether a text matches an expression from the configuration; `too_slow`: it did not finish. An expression such as
 * `^(a+)+$` takes years for some texts, and only a timer outside the expression can stop it.
 */
export function matchInTime(text: string, expression: string): "yes" | "no" | "too_slow" {
	const start = text.slice(0, READ_LENGTH);
	if (isPlain(expression)) return new RegExp(expression).test(start) ? "yes" : "no";
	const context = createContext({ expression, text: start });
	const search = new Script("new RegExp(expression).test(text)");
	for (const timeout of LIMITS_MS) {
		try {
			return search.runInContext(context, { timeout }) === true ? "yes" : "no";
		} catch {
			// Out of time or stack: the expression's syntax was checked with the configuration.
		}
	}
	return "too_slow";
}

/**
 * Whether an expression is sure to be fast: no repeated group, lookaround or back reference, at most one
 * repetition, few alternatives. Nearly all are, and need no timer.
 */
function isPlain(expression: string): boolean {
	const bare = expression.replace(/\\\D/g, "x").replace(/\[[^\]]*\]/g, "x");
	if (/\(\?|\)[*+?{]|\\\d/.test(bare)) return false;
	const repetitions = (bare.match(/[*+{]/g) ?? []).length;
	const forks = (bare.match(/[?|]/g) ?? []).length;
	return repetitions === 0 ? forks <= 8 : repetitions === 1 && forks <= 2;
}
