import { describe, expect, test } from "vitest";
import { parseErrorBody } from "../../../../src/checks/llm/errors/error-body.ts";

/** Wire shape → what is read out of it. */
const shapes: readonly (readonly [
	string,
	string,
	{ message: string | null; code?: string | null; status?: number | null; param?: string | null },
])[] = [
	[
		"OpenAI",
		'{"error":{"message":"No key","type":"auth","param":null,"code":"invalid_api_key"}}',
		{ message: "No key", code: "invalid_api_key" },
	],
	["vLLM 401: a text", '{"error":"Unauthorized"}', { message: "Unauthorized", code: null }],
	[
		"vLLM 404: a number",
		'{"error":{"message":"The model `x` does not exist.","type":"NotFoundError","param":"model","code":404}}',
		{ message: "The model `x` does not exist.", code: "404", status: 404, param: "model" },
	],
	[
		"SGLang: flat",
		'{"object":"error","message":"bad","type":"BadRequestError","param":null,"code":400}',
		{ message: "bad", code: "BadRequestError", status: 400 },
	],
	[
		"GPUStack",
		'{"code":401,"reason":"Unauthorized","message":"Invalid authentication credentials"}',
		{ message: "Invalid authentication credentials", status: 401 },
	],
	[
		"GPUStack without a message",
		'{"code":500,"reason":"Internal Server Error"}',
		{ message: "Internal Server Error", status: 500 },
	],
	[
		"LiteLLM: code as text, None as text",
		'{"error":{"message":"x","type":"None","param":"None","code":"401"}}',
		{ message: "x", code: "401", status: 401 },
	],
	[
		"LiteLLM: message as object",
		'{"error":{"message":{"error":"deep"},"code":"400"}}',
		{ message: "deep", code: "400" },
	],
	[
		"TGI",
		'{"error":"Model is overloaded","error_type":"overloaded"}',
		{ message: "Model is overloaded", code: "overloaded" },
	],
	["TGI in a stream", '{"error":{"message":"boom","http_status_code":422}}', { message: "boom", status: 422 }],
	[
		"Anthropic",
		'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"r"}',
		{ message: "Overloaded", code: "overloaded_error" },
	],
	["Cohere", '{"message":"invalid api token"}', { message: "invalid api token", code: null }],
	["FastAPI detail", '{"detail":"Not Found"}', { message: "Not Found" }],
	[
		"FastAPI detail list",
		'{"detail":[{"type":"extra_forbidden","loc":["body","stream"],"msg":"Extra inputs are not permitted"}]}',
		{ message: "stream: Extra inputs are not permitted (extra_forbidden)", param: "stream" },
	],
	[
		"OpenRouter: the real cause apart",
		'{"error":{"code":502,"message":"Provider returned error","metadata":{"raw":"upstream died"}}}',
		{ message: "Provider returned error: upstream died", code: "502", status: 502 },
	],
	["errors list", '{"errors":[{"message":"first"},{"message":"second"}]}', { message: "first" }],
	["in a list", '[{"error":{"code":404,"message":"gone","status":"NOT_FOUND"}}]', { message: "gone", status: 404 }],
	["a JSON text", '"I am a teapot"', { message: "I am a teapot" }],
	[
		"HTML title",
		"<html><head><title> 502 Bad Gateway </title></head><body><h1>x</h1></body></html>",
		{ message: "502 Bad Gateway" },
	],
	[
		"HTML heading",
		"<html><body><h1>503 Service Unavailable</h1>\nNo server</body></html>",
		{ message: "503 Service Unavailable" },
	],
	["HTML without either", "<p>Sorry, <b>closed</b></p>", { message: "Sorry, closed" }],
	["plain text", "no healthy upstream", { message: "no healthy upstream" }],
	["nothing", "", { message: null, code: null, status: null, param: null }],
	["an empty object", "{}", { message: null, code: null }],
	["half a JSON", '{"error":{"mess', { message: '{"error":{"mess' }],
];

describe("the error text of", () => {
	test.each(shapes)("%s", (_name, body, expected) => {
		expect(parseErrorBody(body)).toMatchObject(expected);
	});
});
