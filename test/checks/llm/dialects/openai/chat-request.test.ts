import { describe, expect, test } from "vitest";
import { adapted } from "../../../../../src/checks/llm/dialects/openai/adapted.ts";
import { chatBody, standardVariant } from "../../../../../src/checks/llm/dialects/openai/chat-request.ts";
import { parseErrorBody } from "../../../../../src/checks/llm/errors/error-body.ts";
import type { RequestVariant } from "../../../../../src/core/result/outcome.ts";
import { sampleTarget } from "../../builders.ts";

const plain = standardVariant(sampleTarget());
const swapped: RequestVariant = { tokensField: "max_completion_tokens", maxTokens: 16, omit: [], stream: false };

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
	...(
		[
			"parameter.enable_thinking must be set to false for non-streaming calls",
			"enable thinking can not be support when `stream=False`.",
			"This model only supports streaming output",
			"only support stream mode",
			"Streaming is required for this model",
			"stream must be set to true",
			"please set stream to true",
			"Non-stream mode is not supported",
			"\u8be5\u6a21\u578b\u4ec5\u652f\u6301\u6d41\u5f0f\u8c03\u7528",
		] as const
	).map((words) => [`only streams: ${words}`, plain, openai(words), { ...plain, stream: true }] as const),
	["no stream at all", plain, openai("stream is not supported", "stream"), { ...plain, omit: ["stream"] }],
	[
		"Kimi: the temperature in words",
		plain,
		openai("invalid temperature: only 1 is allowed for this model"),
		{
			...plain,
			omit: ["temperature"],
		},
	],
	...(
		[
			["`max_tokens` must be greater than `thinking.budget_tokens`. Please consult", 2048],
			['{"error":{"message":"`max_tokens` must be greater than `thinking.budget_tokens`."}}', 2048],
			["thinking.enabled.budget_tokens: Input should be greater than or equal to 1024", 2048],
			["max_tokens must be >= 1024", 1024],
			["please ask for at least 16 tokens", 16],
			["max_tokens should be greater than 20", 21],
			["max_tokens must be between 32 and 4096", 32],
			["The minimum value is 16 for max_tokens", 16],
		] as const
	).map(([words, maxTokens]) => [`more tokens: ${words}`, plain, openai(words), { ...plain, maxTokens }] as const),
	["enough tokens to think, and still not", { ...plain, maxTokens: 2048 }, openai("thinking budget"), null],
	["the model is no field to drop", plain, openai("Invalid value", "model"), null],
	["nothing named", plain, openai("I do not like it"), null],
	[
		"named though it was dropped: few tokens are in the way",
		{ ...plain, omit: ["temperature"] },
		openai("no temperature", "temperature"),
		{ ...plain, omit: ["temperature"], maxTokens: 16 },
	],
	["dropped already", { ...swapped, omit: ["temperature"] }, openai("no temperature", "temperature"), null],
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
