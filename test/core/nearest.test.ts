import { expect, test } from "vitest";
import { nearest } from "../../src/core/nearest.ts";

const candidates = ["model", "models", "inferenceMs", "apiMs", "ok"];

test.each([
	["modle", "model"],
	["infrenceMs", "inferenceMs"],
	["APIMS", "apiMs"],
	["colour", null],
	["", null],
	["x".repeat(10_000), null],
])("%s", (word, meant) => {
	expect(nearest(word, candidates)).toBe(meant);
});
