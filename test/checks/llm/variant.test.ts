import { expect, test } from "vitest";
import { rememberedVariant, sameVariant, variantInWords } from "../../../src/checks/llm/variant.ts";
import type { RequestVariant } from "../../../src/core/result/outcome.ts";
import { sampleTarget } from "./builders.ts";

const swapped: RequestVariant = { tokensField: "max_completion_tokens", maxTokens: 16, omit: [], stream: false };

test("a variant in words", () => {
	expect(variantInWords({ ...swapped, omit: ["temperature"] })).toBe("max_completion_tokens 16, no temperature");
});

test("one that an older release remembered asks for no stream", () => {
	const { stream, ...older } = swapped;
	expect(stream).toBe(false);
	expect(rememberedVariant(older as RequestVariant, sampleTarget())).toEqual(swapped);
});

test("a stream is part of the form", () => {
	const streamed = { ...swapped, stream: true };
	expect(sameVariant(swapped, streamed)).toBe(false);
	expect(variantInWords(streamed)).toBe("max_completion_tokens 16, as a stream");
});

test("the order of what is left out makes no other variant", () => {
	const both = { ...swapped, omit: ["stream", "temperature"] };
	expect(sameVariant(both, { ...swapped, omit: ["temperature", "stream"] })).toBe(true);
	expect(sameVariant(both, swapped)).toBe(false);
});

test("a remembered variant asks for no fewer tokens than the target does now", () => {
	expect(rememberedVariant(swapped, sampleTarget({ maxTokens: 64 })).maxTokens).toBe(64);
	expect(rememberedVariant(swapped, sampleTarget({ maxTokens: 5 }))).toEqual(swapped);
});
