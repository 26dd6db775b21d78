import { expect, it } from "vitest";
import { closest } from "../../../src/core/prose/closest.ts";

const words = ["check", "probe", "status", "wait", "inferenceTimeout", "url"];

it.each([
	["prob", "probe"],
	["porbe", "probe"],
	["Status", "status"],
	["wiat", "wait"],
	["chek", "check"],
	["inference_timeout", "inferenceTimeout"],
	["uri", "url"],
	["probes", "probe"],
	["gpu1", null],
	["", null],
	["x".repeat(100), null],
])("%s → %s", (word, meant) => {
	expect(closest(word, words)).toBe(meant);
});
