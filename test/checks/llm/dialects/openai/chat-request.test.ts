import { describe, expect, test } from "vitest";
import { adapted, chatBody, standardVariant } from "../../../../../src/checks/llm/dialects/openai/chat-request.ts";
import { parseErrorBody } from "../../../../../src/checks/llm/errors/error-body.ts";
import type { RequestVariant } from "../../../../../src/core/result/outcome.ts";
import { sampleTarget } from "../../builders.ts";

const plain = standardVariant(sampleTarget());
const swapped: RequestVariant = { tokensField: "max_completion_tokens", maxTokens: 16, omit: [] };

const openai = (message: string, param: string | null = null, code: string | null = null) =>
	JSON.stringify({ error: { message, type: "invalid_request_error", param, code } });

const refusals: readonly (readonly [string, RequestVariant, string, RequestVariant | null])[] = [
	[
		"GPT-5: the other name",
		plain,
		openai(
			"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
			"max_tokens",
			"unsupported_parameter",
		),
		swapped,
	],
	[
		"GPT-5: then the temperature",
		swapped,
		openai("Unsupported value: 'temperature' does not support 0 with this model.", "temperature", "unsupported_value"),
		{ ...swapped, omit: ["temperature"] },
	],
	[
		"Azure: 16 at least",
		{ ...swapped, maxTokens: 5 },
		openai(
			"Invalid 'max_completion_tokens': Expected a value >= 16, but got 5 instead.",
			"max_completion_tokens",
			"integer_below_min_value",
		),
		swapped,
	],
	["64 at least", plain, openai("max_tokens must be at least 64", "max_tokens"), { ...plain, maxTokens: 64 }],
	[
		"Anthropic: temperature deprecated",
		plain,
		'{"type":"error","error":{"type":"invalid_request_error","message":"`temperature` is deprecated for this model."}}',
		{ ...plain, omit: ["temperature"] },
	],
	[
		"TGI: strictly positive",
		plain,
		'{"error":"Input validation error: `temperature` must be strictly positive","error_type":"validation"}',
		{ ...plain, omit: ["temperature"] },
	],
	[
		"Mistral: an extra",
		plain,
		'{"detail":[{"type":"extra_forbidden","loc":["body","stream"],"msg":"Extra inputs are not permitted"}]}',
		{ ...plain, omit: ["stream"] },
	],
	[
		"back to the usual name",
		swapped,
		'{"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"msg":"Extra inputs are not permitted"}]}',
		{ ...swapped, tokensField: "max_tokens" },
	],
	[
		"both at once",
		plain,
		openai("max_tokens and temperature are not supported"),
		{ ...swapped, omit: ["temperature"] },
	],
	["the model is no field to drop", plain, openai("Invalid value", "model"), null],
	["nothing named", plain, openai("I do not like it"), null],
	["dropped already", { ...plain, omit: ["temperature"] }, openai("no temperature", "temperature"), null],
];

describe("a refused request becomes", () => {
	test.each(refusals)("%s", (_name, before, body, expected) => {
		expect(adapted(before, parseErrorBody(body))).toEqual(expected);
	});
});

test("the body holds the variant's fields and no more", () => {
	const question = { variant: { ...swapped, omit: ["stream"] }, prompt: "hi", leastTokens: 32 };
	expect(JSON.parse(chatBody(sampleTarget(), "m", question))).toEqual({
		model: "m",
		messages: [{ role: "user", content: "hi" }],
		max_completion_tokens: 32,
		temperature: 0,
	});
	const bare = { variant: { ...plain, tokensField: null }, prompt: "hi", leastTokens: 0 };
	expect(JSON.parse(chatBody(sampleTarget({ temperature: null }), "m", bare))).toEqual({
		model: "m",
		messages: [{ role: "user", content: "hi" }],
		stream: false,
	});
});
