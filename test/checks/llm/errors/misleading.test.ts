import { describe, expect, test } from "vitest";
import { classifyReply, noWholeAnswer } from "../../../../src/checks/llm/errors/classify-reply.ts";
import type { Stage } from "../../../../src/core/result/failure.ts";
import { quietSession } from "../builders.ts";
import { WAYS } from "./ways.ts";

type Row = readonly [name: string, status: number, body: string | object, expected: object];

const litellm = (message: string, type = "None", code = "400") => ({ error: { message, type, param: null, code } });
const worker = (status: number, error: object | string) =>
	`An unexpected error occurred: Worker request failed: 1 POST http://10.0.0.5:18150/v1/chat/completions status=${status}, error=${typeof error === "string" ? error : JSON.stringify(error)}`;
const gpustack = (message: string) => ({ error: { message, code: 503, type: "ServiceUnavailable" } });
const inner = (message: string, code: number, more: object = {}) => ({ error: { message, code, ...more } });

/** Words that mean something else than they seem to, errors inside errors, and what says nothing. */
const ROWS: readonly Row[] = [
	[
		"want of memory is not money",
		500,
		{ error: "insufficient memory to run the model" },
		{ kind: "server_error", trouble: "memory" },
	],
	["want of resources is not money", 503, { error: "Insufficient system resources" }, { kind: "overloaded" }],
	[
		"a quota of a minute is a rate",
		429,
		{ error: { message: "Quota exceeded for quota metric 'Requests' and limit 'Requests per minute'" } },
		{ kind: "rate_limited" },
	],
	[
		"the patience of a header of the backend",
		429,
		{ error: { message: "slow", type: "throttling_error" } },
		{ kind: "rate_limited", retryAfterMs: 7000 },
	],
	[
		"a link to a billing page is no word about money",
		500,
		{ error: { message: "Something failed, see https://x.invalid/billing/quota" } },
		{ kind: "server_error", trouble: null },
	],
	[
		"a file that may not be read",
		500,
		{ error: "PermissionError: [Errno 13] Permission denied: '/models/m'" },
		{ kind: "server_error" },
	],
	[
		"a missing key of an object",
		500,
		{ error: "KeyError: missing key 'usage'" },
		{ kind: "server_error", trouble: null },
	],
	[
		"a token that JSON does not have",
		500,
		{ error: "Unexpected token < in JSON at position 0" },
		{ kind: "server_error", trouble: null },
	],
	[
		"the web server's own 500",
		500,
		"Internal Server Error",
		{ kind: "server_error", trouble: null, message: "Internal Server Error" },
	],
	["an unnamed 503 in text", 503, "Service Unavailable", { kind: "gateway_error" }],
	[
		"an unnamed 503 in JSON",
		503,
		{ error: { message: "Service Unavailable" } },
		{ kind: "server_error", trouble: null },
	],
	[
		"an unnamed 400 is not about a parameter",
		400,
		{ error: { message: "Bad request" } },
		{ kind: "rejected_request", param: null },
	],
	[
		"tools are not ours",
		400,
		{ error: { message: "tool_choice is not supported", param: "tool_choice" } },
		{ kind: "rejected_request", param: null },
	],
	[
		"a named field",
		422,
		{ detail: [{ loc: ["body", "temperature"], msg: "Input should be greater than 0", type: "greater_than" }] },
		{ kind: "rejected_request", param: "temperature" },
	],
	[
		"a body too large",
		413,
		"<html><head><title>413 Request Entity Too Large</title></head><body><center><h1>413 Request Entity Too Large</h1></center><hr><center>nginx/1.22.1</center></body></html>",
		{ kind: "rejected_request", param: null, message: "413 Request Entity Too Large" },
	],
	[
		"a client certificate",
		400,
		"<html><head><title>400 No required SSL certificate was sent</title></head><body><center><h1>400 Bad Request</h1></center><center>No required SSL certificate was sent</center></body></html>",
		{ kind: "tls", code: "CLIENT_CERTIFICATE_REQUIRED" },
	],
	[
		"HAProxy keeps the cause under the line",
		503,
		"<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>",
		{ message: "503 Service Unavailable: No server is available to handle this request." },
	],
	["no chat route beside a good list", 404, { detail: "Not Found" }, { kind: "not_a_chat_model", lacks: "route" }],
	["no route at all", 404, "404 page not found", { kind: "not_found" }],
	["a gateway's route", 404, { message: "no Route matched with those values" }, { kind: "not_found" }],
	[
		"a template",
		400,
		{ error: { message: "Jinja Exception: Conversation roles must alternate user/assistant" } },
		{ kind: "not_a_chat_model", lacks: "template" },
	],
	[
		"a retired model",
		410,
		{ error: { message: "The model `m` has been decommissioned and is no longer supported." } },
		{ kind: "model_not_found" },
	],

	[
		"LiteLLM: the backend's key",
		401,
		litellm(
			"litellm.AuthenticationError: AuthenticationError: OpenAIException - Incorrect API key provided: sk-xx.\n\nLiteLLM: model group 'up401' failed with the error above and no fallback model group was found for it",
			"authentication_error",
			"401",
		),
		{ kind: "backend_key_refused", message: "Incorrect API key provided: sk-xx." },
	],
	[
		"LiteLLM: the backend's key, as JSON of the backend",
		401,
		litellm(
			'litellm.AuthenticationError: AnthropicException - {"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}',
			"authentication_error",
			"401",
		),
		{ kind: "backend_key_refused", message: "invalid x-api-key" },
	],
	[
		"LiteLLM: no key for the backend",
		500,
		litellm(
			"litellm.InternalServerError: InternalServerError: OpenAIException - Missing credentials. Please pass an `api_key`, or set the `OPENAI_API_KEY` environment variable.",
			"internal_server_error",
			"500",
		),
		{ kind: "backend_key_refused" },
	],
	[
		"LiteLLM: your key",
		401,
		litellm("Authentication Error, No api key passed in.", "auth_error", "401"),
		{ kind: "unauthorized" },
	],
	["LiteLLM: your key, no database", 400, litellm("No connected db.", "no_db_connection"), { kind: "unauthorized" }],
	[
		"LiteLLM: your key, expired",
		401,
		litellm("Authentication Error - Expired Key.", "expired_key", "401"),
		{ kind: "unauthorized" },
	],
	[
		"LiteLLM: a model that is not granted",
		403,
		litellm(
			"The requested model 'x' is not available for this API key, or the model name is invalid.",
			"key_model_access_denied",
			"403",
		),
		{ kind: "forbidden", listAccepted: true },
	],
	[
		"LiteLLM: your budget",
		422,
		litellm("Budget has been exceeded! Current cost: 2.0, Max budget: 1.0", "budget_exceeded", "422"),
		{ kind: "quota_exhausted" },
	],
	[
		"LiteLLM: the deployment's budget is no cool-down",
		429,
		litellm(
			"No deployments available - crossed budget: Exceeded budget for deployment",
			"internal_server_error",
			"429",
		),
		{ kind: "quota_exhausted" },
	],
	[
		"LiteLLM: the backend's quota",
		429,
		litellm(
			"litellm.RateLimitError: RateLimitError: OpenAIException - You exceeded your current quota, please check your plan and billing details.",
			"throttling_error",
			"429",
		),
		{ kind: "quota_exhausted" },
	],
	[
		"LiteLLM: the backend's rate",
		429,
		litellm(
			"litellm.RateLimitError: RateLimitError: OpenAIException - Rate limit reached for requests",
			"throttling_error",
			"429",
		),
		{ kind: "rate_limited" },
	],
	[
		"LiteLLM: it does not say what its class says",
		429,
		litellm("litellm.RateLimitError: RateLimitError: OpenAIException - Nope", "throttling_error", "429"),
		{ kind: "rate_limited" },
	],
	[
		"LiteLLM: the backend's filter",
		400,
		litellm(
			"litellm.ContentPolicyViolationError: AzureException - The response was filtered due to the prompt triggering the content management policy",
		),
		{ kind: "content_filtered" },
	],
	[
		"LiteLLM: the backend's context",
		400,
		litellm(
			"litellm.ContextWindowExceededError: litellm.BadRequestError: ContextWindowExceededError: OpenAIException - This model's maximum context length is 4 tokens. However, you requested 9 tokens.\nmodel=upctx. context_window_fallbacks=None. fallbacks=[].",
		),
		{
			kind: "context_too_small",
			message: "This model's maximum context length is 4 tokens. However, you requested 9 tokens.",
		},
	],
	[
		"LiteLLM: the backend has not the model",
		404,
		litellm(
			'litellm.NotFoundError: OllamaException - {"error":"model \'x\' not found"}',
			"invalid_request_error",
			"404",
		),
		{ kind: "model_not_found", message: "model 'x' not found" },
	],
	[
		"LiteLLM: the backend's crash",
		500,
		litellm(
			"litellm.InternalServerError: InternalServerError: OpenAIException - EngineCore encountered an issue. See stack trace (above) for the root cause.",
			"internal_server_error",
			"500",
		),
		{ kind: "server_error", trouble: "crash" },
	],
	[
		"LiteLLM: the backend's page",
		502,
		litellm(
			"litellm.BadGatewayError: BadGatewayError: OpenAIException - <html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>",
			"internal_server_error",
			"502",
		),
		{ kind: "gateway_error", message: "502 Bad Gateway" },
	],
	[
		"LiteLLM: out of time",
		408,
		litellm(
			"litellm.Timeout: APITimeoutError - Request timed out. Error_str: Request timed out. - timeout value=3.0, time taken=3.0 seconds\n\nDeployment Info: request_timeout: None\ntimeout: 3.0",
			"invalid_request_error",
			"408",
		),
		{ kind: "gateway_error" },
	],
	[
		"LiteLLM: the fallback failed as well",
		500,
		litellm(
			"litellm.InternalServerError: InternalServerError: OpenAIException - Connection error.\n\nLiteLLM: model group 'dead' failed with the error above. Fallback to dead2 also failed: litellm.InternalServerError: InternalServerError: OpenAIException - Connection error.",
			"internal_server_error",
			"500",
		),
		{ kind: "gateway_error", message: "Connection error. (its fallback dead2 failed too)" },
	],

	[
		"GPUStack: the engine's parameter",
		503,
		gpustack(worker(400, inner("max_tokens must be at least 16", 400, { param: "max_tokens" }))),
		{ kind: "rejected_request", param: "max_tokens", httpStatus: 400 },
	],
	[
		"GPUStack: an engine that does not chat",
		503,
		gpustack(worker(400, inner("The model does not support Chat Completions API", 400))),
		{ kind: "not_a_chat_model" },
	],
	[
		"GPUStack: a pinned model",
		503,
		gpustack(worker(400, { detail: "Server is pinned to '/m/tiny'; requested 'x'." })),
		{ kind: "model_not_found" },
	],
	[
		"GPUStack: the engine's crash",
		503,
		gpustack(worker(500, inner("CUDA error: out of memory", 500))),
		{ kind: "server_error", trouble: "memory", httpStatus: 500 },
	],
	[
		"GPUStack: the engine's key",
		503,
		gpustack(worker(401, { error: "Unauthorized" })),
		{ kind: "backend_key_refused", httpStatus: 401 },
	],
	[
		"GPUStack: nested twice",
		503,
		gpustack(worker(503, gpustack(worker(503, inner("The request queue is full.", 503))))),
		{ kind: "overloaded", message: "The request queue is full." },
	],
	[
		"GPUStack: the engine's port is closed",
		503,
		gpustack(
			worker(
				503,
				gpustack(
					"An unexpected error occurred: Cannot connect to host 127.0.0.1:18200 ssl:default [Connect call failed ('127.0.0.1', 18200)]",
				),
			),
		),
		{ kind: "gateway_error" },
	],
	[
		"GPUStack: a worker without the model",
		503,
		gpustack(
			worker(404, { code: 404, reason: "NotFound", message: "No running model instance found for model name: m" }),
		),
		{ kind: "no_instance" },
	],
	[
		"a gateway that tells a status in words",
		500,
		{
			message:
				"[models] Error: API request failed with status code 503: upstream connect error or disconnect/reset before headers",
		},
		{ kind: "gateway_error", httpStatus: 503 },
	],
	[
		"a gateway that prints Python",
		400,
		{
			detail:
				"Error code: 429 - {'error': {'message': \"You exceeded your current quota, please check your plan and billing details.\", 'type': 'insufficient_quota', 'param': None}}",
		},
		{ kind: "quota_exhausted", httpStatus: 429 },
	],
];

const textOf = (body: string | object) => (typeof body === "string" ? body : JSON.stringify(body));

describe("what is easily taken for something else", () => {
	test.each(ROWS)("%s", (_name, status, body, expected) => {
		const headers = { "llm_provider-retry-after": "7" };
		expect(WAYS.body(textOf(body), status, status === 429 ? headers : {}).failure).toMatchObject(expected);
	});
});

const AT_THE_LIST: readonly Row[] = [
	["a router without workers", 503, "No models available", { kind: "no_instance" }],
	["another router", 503, "No workers are currently available", { kind: "no_instance" }],
	[
		"an API whose registry is empty",
		503,
		{ error: { message: "No models available", code: "no_models" } },
		{ kind: "server_error" },
	],
	["Envoy", 503, "no healthy upstream", { kind: "gateway_error" }],
	[
		"backpressure",
		503,
		"Request dropped due to backpressure (num_queued_requests=1, max_queued_requests=1).",
		{ kind: "overloaded" },
	],
	[
		"its own database",
		500,
		{
			code: 500,
			reason: "Internal Server Error",
			message: "Unexpected error occurred: [Errno 111] Connect call failed ('127.0.0.1', 55432)",
		},
		{ kind: "server_error" },
	],
	[
		"a list asks for no field",
		400,
		{ error: { message: "max_tokens must be at least 16" } },
		{ kind: "rejected_request", param: null },
	],
	[
		"a router that does not reach its worker",
		500,
		"Request failed: error sending request for url (http://10.0.0.5:18310/v1/models)",
		{ kind: "gateway_error" },
	],
];

describe("at the list of models", () => {
	test.each(AT_THE_LIST)("%s", (_name, status, body, expected) => {
		const reply = { kind: "answered", status, headers: {}, body: textOf(body), ms: 1 } as const;
		expect(classifyReply(reply, "api" satisfies Stage, null, quietSession()).failure).toMatchObject(expected);
	});
});

test.each([
	["a web site", "<!doctype html><title>Rate limits | Docs</title><h1>Rate limits</h1>"],
	["a login", "<!doctype html><title>Sign in</title>"],
	["an application that starts", "<!doctype html><title>Loading…</title><div id=app></div>"],
	["a word", "OK"],
])("a 200 that is no API and no error: %s", (_name, body) => {
	expect(WAYS["a 200"](body, 200).failure.kind).toBe("not_an_api");
});

test("Envoy says in a header that it is full", () => {
	const finding = WAYS.body("upstream connect error or disconnect/reset before headers", 503, {
		"x-envoy-overloaded": "true",
	});
	expect(finding.failure.kind).toBe("overloaded");
});

test("an empty 200 that was meant is a path without a route; another broke off", () => {
	const reply = {
		kind: "answered",
		status: 200,
		headers: { server: "Caddy", "content-length": "0" },
		body: "",
		ms: 1,
	} as const;
	expect(noWholeAnswer(reply, quietSession()).failure.kind).toBe("not_an_api");
	expect(noWholeAnswer({ ...reply, headers: {} }, quietSession()).failure.kind).toBe("truncated_answer");
});

test("a 500 to a model that the list has not is more often the name than the engine", () => {
	const reply = { kind: "answered", status: 500, headers: {}, body: "Internal Server Error", ms: 1 } as const;
	const unlisted = classifyReply(reply, "inference", false, quietSession());
	expect(unlisted.failure).toMatchObject({ kind: "server_error", trouble: "name" });
	const noList = classifyReply(reply, "inference", false, quietSession(), false);
	expect(noList.failure).toMatchObject({ kind: "server_error", trouble: null });
});

test("a proxy's login is not the key", () => {
	const finding = WAYS.body("", 401, { "www-authenticate": 'Basic realm="gpu"' });
	expect(finding.failure).toMatchObject({ kind: "unauthorized", wantsPassword: true, listAccepted: true });
});

test("both ends of a long text are quoted: the cause often stands at the end", () => {
	const message = `Unable to do it. ${"While executing at line 1 ".repeat(40)}Error: Conversation roles must alternate`;
	const { failure } = WAYS.body(JSON.stringify({ error: { message } }), 500);
	expect(failure).toMatchObject({ message: expect.stringMatching(/^Unable to do it\..* … .*roles must alternate$/) });
});
