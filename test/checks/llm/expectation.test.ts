import { expect, test } from "vitest";
import { matchInTime } from "../../../src/checks/llm/expectation.ts";

test.each([
	["Hello! How can I", "^hello|Hello", "yes"],
	["Bonjour", "Hello", "no"],
	["", "^$", "yes"],
	["a\nb", "^b$", "no"],
	["'; process.exit(); '", "exit", "yes"],
	["one 2 three", "\\w+ \\d+ \\w+", "yes"],
	["abab", "^(ab)+$", "yes"],
	["[x]", "^\\[[^\\]]+\\]$", "yes"],
	["aa", "^(a)\\1$", "yes"],
] as const)("%j against %s: %s", (text, expression, expected) => {
	expect(matchInTime(text, expression)).toBe(expected);
});

test.each([
	[`${"a".repeat(60)}!`, "^(a+)+$"],
	["x".repeat(4000), "(x+x+)+y"],
	[`${"a".repeat(60)}!`, "^(\\w+\\s?)*$"],
	[`${"a".repeat(4000)}!`, "^(a|aa)+$"],
	["a".repeat(19) + "b".repeat(3000), "(.*a){20}"],
	[`${"a".repeat(60)}!`, "^(?=(a+)+$)"],
	[`${"1".repeat(60)}x`, "^([0-9]+)*$"],
	[`${"a".repeat(44)}c`, `^${"a?".repeat(30)}${"a".repeat(30)}$`],
	[`${"a".repeat(60)}c`, `^${"(a|a)".repeat(40)}x`],
] as const)("what never ends is left: %#", (text, expression) => {
	const before = performance.now();
	expect(matchInTime(text, expression)).toBe("too_slow");
	expect(performance.now() - before).toBeLessThan(20_000);
});
