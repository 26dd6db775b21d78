import { Script } from "node:vm";

/** Far more than any sane expression needs for a few thousand characters, and little enough for a run that waits for it. */
const LIMIT_MS = 200;
/** Only so much of a stranger's text goes through it. */
const READ_LENGTH = 4096;

/**
 * Whether a text matches an expression that the configuration holds; `too_slow`: it came to no end. An expression such as
 * `^(a+)+$` takes years for some texts, and nothing but another thread's clock can stop it.
 */
export function matchInTime(text: string, expression: string): "yes" | "no" | "too_slow" {
	const search = new Script("new RegExp(expression).test(text)");
	try {
		const context = { expression, text: text.slice(0, READ_LENGTH) };
		return search.runInNewContext(context, { timeout: LIMIT_MS }) === true ? "yes" : "no";
	} catch {
		// The time was over, or the engine's own stack: the expression itself was checked with the configuration.
		return "too_slow";
	}
}
