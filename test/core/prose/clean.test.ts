import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clean } from "../../../src/core/prose/clean.ts";
import { humanDuration } from "../../../src/core/prose/duration.ts";

describe("clean", () => {
	it.each([
		["plain", "plain"],
		["two\nlines\r\nand a tab\t.", "two lines and a tab ."],
		["\u001b[31mred\u001b[0m", "[31mred [0m"],
		["right\u202eto left", "right to left"],
		["  padded  ", "padded"],
		["\ud800 lone surrogate", "\ufffd lone surrogate"],
		["健康 🩺", "健康 🩺"],
	])("%j → %j", (text, expected) => {
		expect(clean(text)).toBe(expected);
	});

	it("cuts by characters, not by halves of them", () => {
		expect(clean("🩺🩺🩺", 2)).toBe("🩺…");
	});

	it("never passes a control character or more than asked", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 50 }), (text, maxLength) => {
				const cleaned = clean(text, maxLength);
				// biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
				expect(cleaned).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
				expect([...cleaned].length).toBeLessThanOrEqual(maxLength);
			}),
		);
	});
});

describe("humanDuration", () => {
	it.each([
		[0, "0s"],
		[-5, "0s"],
		[59_400, "59s"],
		[60_000, "1m"],
		[65_000, "1m 5s"],
		[7_380_000, "2h 3m"],
		[3_600_000 * 24 * 3 + 3_600_000 * 4 + 59_000, "3d 4h"],
		[3_605_000, "1h"],
	])("%d ms → %s", (ms, expected) => {
		expect(humanDuration(ms)).toBe(expected);
	});
});
