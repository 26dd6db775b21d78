import { createContext, Script } from "node:vm";

/** Only so much of a stranger's text goes through an expression. */
const READ_LENGTH = 4096;
/**
 * Far more than any sane expression needs for so much text. The second time is for a host so busy that the first was over
 * before anything was tried: it is the clock on the wall that runs.
 */
const LIMITS_MS = [200, 1000];

/**
 * Whether a text matches an expression that the configuration holds; `too_slow`: it came to no end. An expression such as
 * `^(a+)+$` takes years for some texts, and nothing but another thread's clock can stop it.
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
			// The time was over, or the engine's own stack: the expression itself was checked with the configuration.
		}
	}
	return "too_slow";
}

/**
 * Whether an expression cannot take long: no group is repeated or looks around, nothing refers back, one thing at most is
 * repeated, and there are few ways to go. Such is nearly every one, and it needs no clock.
 */
function isPlain(expression: string): boolean {
	const bare = expression.replace(/\\\D/g, "x").replace(/\[[^\]]*\]/g, "x");
	if (/\(\?|\)[*+?{]|\\\d/.test(bare)) return false;
	const repetitions = (bare.match(/[*+{]/g) ?? []).length;
	const forks = (bare.match(/[?|]/g) ?? []).length;
	return repetitions === 0 ? forks <= 8 : repetitions === 1 && forks <= 2;
}
