import { describe, expect, test } from "vitest";
import { readAnswer, readEvent } from "../../../../../src/checks/llm/dialects/openai/read-answer.ts";
import { hasHiddenTokens, spokenIn } from "../../../../../src/checks/llm/dialects/openai/spoken.ts";

/** Where servers and gateways put what a model thinks. */
const thoughts: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
	["vLLM, OpenRouter", { reasoning: "Okay" }],
	["DeepSeek, SGLang, older vLLM", { reasoning_content: "Okay" }],
	["in camel case", { reasoningContent: "Okay" }],
	["Ollama's own", { thinking: "Okay" }],
	["as one word", { thought: "Okay" }],
	["OpenRouter's details", { reasoning_details: [{ type: "reasoning.text", text: "Okay", format: "x", index: 0 }] }],
	["a summary in details", { reasoning_details: [{ type: "reasoning.summary", summary: "Okay" }] }],
	["LiteLLM's blocks", { thinking_blocks: [{ type: "thinking", thinking: "Okay", signature: "" }] }],
	["an object", { reasoning: { content: "Okay", summary: null } }],
	["Magistral's part", { content: [{ type: "thinking", thinking: [{ type: "text", text: "Okay" }], closed: false }] }],
	["a part of type reasoning", { content: [{ type: "reasoning", text: "Okay" }] }],
	["Gemini's part", { content: [{ thought: true, text: "Okay" }] }],
	["a gateway's own drawer", { provider_specific_fields: { reasoning_content: "Okay" } }],
	["deeper", { extra_content: { google: { thoughts: [{ text: "Okay" }] } } }],
	["twice", { reasoning: "Okay", reasoning_details: [{ type: "reasoning.text", text: "Okay" }] }],
];

describe("thoughts are found in", () => {
	test.each(thoughts)("%s", (_name, message) => {
		expect(spokenIn({ role: "assistant", content: null, ...message })).toMatchObject({
			content: "",
			reasoning: "Okay",
		});
		const choice = { index: 0, message: { content: null, ...message }, finish_reason: "stop" };
		expect(readAnswer(JSON.stringify({ choices: [choice] })).kind).toBe("generated");
		const piece = { choices: [{ index: 0, delta: message, finish_reason: null }] };
		expect(readEvent({ name: "message", data: JSON.stringify(piece) })).toMatchObject({
			kind: "piece",
			generation: { reasoning: "Okay" },
		});
	});
});

describe("no thought is", () => {
	test.each([
		["an effort", { reasoning_effort: "low" }],
		["a setting", { thinking: { type: "enabled", budget_tokens: 1024 } }],
		["nothing", { reasoning: null, reasoning_content: "", thinking_blocks: [] }],
		["a reason", { finish_reason: "stop", stop_reason: "eos" }],
		["an audience", { audience: "user" }],
	] as const)("%s", (_name, message) => {
		expect(spokenIn({ content: null, ...message })).toMatchObject({ reasoning: "", hiddenReasoning: false });
	});
});

describe("thoughts that are kept from us:", () => {
	test.each([
		["encrypted", { reasoning_details: [{ type: "reasoning.encrypted", data: "gAAA" }] }],
		["redacted", { thinking_blocks: [{ type: "redacted_thinking", data: "x" }] }],
		["signed, and left out", { thinking_blocks: [{ type: "thinking", thinking: "", signature: "x" }] }],
		["under their own key", { reasoning: { encrypted_content: "x" } }],
	] as const)("%s", (_name, message) => {
		expect(spokenIn({ content: null, ...message })).toMatchObject({ reasoning: "", hiddenReasoning: true });
	});

	test.each([
		[{ completion_tokens_details: { reasoning_tokens: 5 } }, true],
		[{ reasoning_tokens: 5 }, true],
		[{ completion_tokens: 5, output_tokens_details: { reasoning_tokens: 0 } }, false],
		[{ thoughtsTokenCount: 7 }, true],
		[{ prompt_tokens: 6, completion_tokens: 0, total_tokens: 22 }, true],
		[{ prompt_tokens: 6, completion_tokens: 5, total_tokens: 11 }, false],
		[{ completion_tokens: 5, total_tokens: 11 }, false],
		[null, false],
	])("counted in %j: %s", (usage, expected) => {
		expect(hasHiddenTokens(usage)).toBe(expected);
	});
});

describe("what is said aloud:", () => {
	test.each([
		["a text", { content: "Hi" }, "Hi"],
		[
			"parts",
			{
				content: [
					{ type: "text", text: "H" },
					{ type: "output_text", text: "i" },
				],
			},
			"Hi",
		],
		["parts that are texts", { content: ["H", "i"] }, "Hi"],
		["an object", { content: { type: "text", text: "Hi" } }, "Hi"],
		["a value in a part", { content: [{ type: "text", text: { value: "Hi" } }] }, "Hi"],
		[
			"a text beside a thought",
			{
				content: [
					{ type: "thinking", thinking: "Hm" },
					{ type: "text", text: "Hi" },
				],
			},
			"Hi",
		],
	] as const)("%s", (_name, message, expected) => {
		expect(spokenIn(message).content).toBe(expected);
	});
});
