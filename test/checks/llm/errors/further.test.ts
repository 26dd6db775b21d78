import { describe, expect, test } from "vitest";
import type { FailureKind } from "../../../../src/core/result/failure.ts";
import { WAYS } from "./ways.ts";

type Row = readonly [
	name: string,
	status: number,
	headers: Readonly<Record<string, string>>,
	body: string | object,
	expected: FailureKind,
];

/** Made up by analogy: other vendors, envelopes and statuses than those that the program was written with. */
const REFUSALS: readonly Row[] = [
	[
		"Volcengine: the account is overdue",
		403,
		{},
		{
			error: {
				code: "AccountOverdueError",
				message: "The request failed because your account has an overdue balance.",
				type: "Forbidden",
			},
		},
		"quota_exhausted",
	],
	[
		"Tencent: free quota",
		400,
		{},
		{
			Response: {
				Error: { Code: "FailedOperation.ResourcePackExhausted", Message: "资源包余量已用尽，请购买资源包或开通后付费" },
				RequestId: "r",
			},
		},
		"quota_exhausted",
	],
	[
		"Baidu: daily limit",
		200,
		{},
		{ error_code: 17, error_msg: "Open api daily request limit reached" },
		"rate_limited",
	],
	["Baidu: QPS", 200, {}, { error_code: 18, error_msg: "Open api qps request limit reached" }, "rate_limited"],
	[
		"xAI: credits",
		403,
		{},
		{
			code: "The caller does not have permission to execute the specified operation",
			error:
				"Your newly created team doesn't have any credits yet. You can purchase credits on https://console.x.ai/team/x.",
		},
		"quota_exhausted",
	],
	[
		"xAI: blocked key",
		400,
		{},
		{
			code: "Client specified an invalid argument",
			error: "Incorrect API key provided: xa***ab. You can obtain an API key from https://console.x.ai.",
		},
		"unauthorized",
	],
	[
		"Perplexity: 401 for money",
		401,
		{},
		{
			error: {
				message: "You exceeded your current quota, please check your plan and billing details.",
				type: "insufficient_quota",
				code: 401,
			},
		},
		"quota_exhausted",
	],
	[
		"Fireworks: suspended",
		412,
		{},
		{
			error: {
				message:
					"Account x is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices.",
				code: "PRECONDITION_FAILED",
			},
		},
		"quota_exhausted",
	],
	[
		"Together: monthly",
		402,
		{},
		{
			id: "x",
			error: {
				message: "Credit limit exceeded, please navigate to your billing page to add credits.",
				type: "credit_limit",
				param: null,
				code: null,
			},
		},
		"quota_exhausted",
	],
	[
		"OpenRouter: credits that would pay for fewer tokens",
		402,
		{},
		{
			error: {
				message:
					"This request requires more credits, or fewer max_tokens. You requested up to 65535 tokens, but can only afford 100.",
				code: 402,
			},
		},
		"quota_exhausted",
	],
	[
		"OpenRouter: the free tier of a day",
		429,
		{ "x-ratelimit-reset": "1767225600000" },
		{
			error: {
				message: "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day",
				code: 429,
			},
		},
		"rate_limited",
	],
	[
		"Hugging Face: included credits",
		402,
		{},
		{
			error:
				"You have exceeded your monthly included credits for Inference Providers. Subscribe to PRO to get 20x more monthly included credits.",
		},
		"quota_exhausted",
	],
	["Hugging Face: fetching", 503, {}, { error: "Model org/m is currently loading", estimated_time: 48.2 }, "loading"],
	[
		"Hugging Face: dedicated endpoint paused",
		400,
		{},
		{ error: "Bad Request: The endpoint is paused, ask a maintainer to restart it" },
		"no_instance",
	],
	[
		"Replicate",
		429,
		{},
		{ title: "Request was throttled", detail: "Request was throttled. Expected available in 5 seconds.", status: 429 },
		"rate_limited",
	],
	[
		"Bedrock: throttled, in AWS's own form",
		400,
		{ "x-amzn-errortype": "ThrottlingException:http://internal.amazon.com/coral/" },
		{
			message:
				"Too many requests, please wait before trying again. You have sent too many requests.  Wait before trying again.",
		},
		"rate_limited",
	],
	[
		"Bedrock: on demand not supported",
		400,
		{},
		{ __type: "ValidationException", message: "The provided model identifier is invalid." },
		"model_not_found",
	],
	[
		"SageMaker: not in service",
		400,
		{},
		{ __type: "ValidationError", message: "Endpoint m of account 1 not found." },
		"model_not_found",
	],
	[
		"Vertex: capacity",
		429,
		{},
		[{ error: { code: 429, message: "Resource exhausted. Please try again later.", status: "RESOURCE_EXHAUSTED" } }],
		"rate_limited",
	],
	[
		"Vertex: permission",
		403,
		{},
		{
			error: {
				code: 403,
				message:
					"Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/projects/p' (or it may not exist).",
				status: "PERMISSION_DENIED",
			},
		},
		"forbidden",
	],
	[
		"Vertex: API not enabled",
		403,
		{},
		{
			error: {
				code: 403,
				message: "Vertex AI API has not been used in project 1 before or it is disabled.",
				status: "PERMISSION_DENIED",
			},
		},
		"forbidden",
	],
	[
		"Gemini: region",
		400,
		{},
		{ error: { code: 400, message: "User location is not supported for the API use.", status: "FAILED_PRECONDITION" } },
		"forbidden",
	],
	[
		"Gemini: a day's quota with its id",
		429,
		{},
		{
			error: {
				code: 429,
				message: "You exceeded your current quota.",
				status: "RESOURCE_EXHAUSTED",
				details: [
					{
						"@type": "type.googleapis.com/google.rpc.QuotaFailure",
						violations: [{ quotaId: "GenerateRequestsPerMinutePerProjectPerModel" }],
					},
				],
			},
		},
		"rate_limited",
	],
	[
		"Azure: no quota for the deployment's minute",
		429,
		{ "retry-after": "9" },
		{
			error: {
				code: "RateLimitReached",
				message: "Your requests to m for m in eastus have exceeded token rate limit. Please retry after 9 seconds.",
			},
		},
		"rate_limited",
	],
	[
		"Azure: a network rule",
		403,
		{},
		{ error: { code: "403", message: "Access denied due to Virtual Network/Firewall rules." } },
		"forbidden",
	],
	[
		"Azure APIM: a missing subscription key",
		401,
		{},
		{
			statusCode: 401,
			message:
				"Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.",
		},
		"unauthorized",
	],
	[
		"Azure APIM: quota",
		403,
		{},
		{ statusCode: 403, message: "Out of call volume quota. Quota will be replenished in 2.12:07:11." },
		"quota_exhausted",
	],
	[
		"Azure ML: no healthy deployment",
		424,
		{},
		{ error: { code: "ModelError", message: "Upstream request failed: connection refused" } },
		"gateway_error",
	],
	["Kong: no key", 401, { "www-authenticate": "Key" }, { message: "No API key found in request" }, "unauthorized"],
	[
		"Kong: dead upstream",
		503,
		{},
		{ message: "failure to get a peer from the ring-balancer", request_id: "x" },
		"server_error",
	],
	["Kong: consumer blocked", 403, {}, { message: "You cannot consume this service" }, "forbidden"],
	[
		"Apigee: spike arrest",
		429,
		{},
		{
			fault: {
				faultstring:
					"Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5, periodInMicroseconds=60000000}",
				detail: { errorcode: "policies.ratelimit.SpikeArrestViolation" },
			},
		},
		"rate_limited",
	],
	[
		"Apigee: key",
		401,
		{},
		{ fault: { faultstring: "Invalid ApiKey", detail: { errorcode: "oauth.v2.InvalidApiKey" } } },
		"unauthorized",
	],
	["APISIX", 401, {}, { message: "Missing API key found in request" }, "unauthorized"],
	["Tyk", 403, {}, { error: "Access to this API has been disallowed" }, "forbidden"],
	["Higress: no quota", 403, {}, { message: "Request denied by ai quota check. No quota left" }, "quota_exhausted"],
	[
		"Portkey: wrapped",
		400,
		{},
		{
			status: "failure",
			message: "anthropic error: Your credit balance is too low to access the Anthropic API.",
			error: {
				message: "anthropic error: Your credit balance is too low to access the Anthropic API.",
				type: "invalid_request_error",
			},
		},
		"quota_exhausted",
	],
	[
		"Bifrost: nothing behind it",
		502,
		{},
		{
			is_bifrost_error: true,
			error: {
				message: "failed to execute HTTP request to provider API: dial tcp 10.0.0.5:8000: connect: connection refused",
			},
		},
		"gateway_error",
	],
	[
		"Envoy AI gateway: 500 that wraps 503",
		500,
		{},
		{
			type: "error",
			error: {
				type: "OpenAIBackendError",
				code: "503",
				message: "upstream connect error or disconnect/reset before headers. reset reason: connection timeout",
			},
		},
		"gateway_error",
	],
	["Triton: not ready", 400, {}, { error: "Request for unknown model: 'm' is not found" }, "model_not_found"],
	["Triton: queue", 503, {}, { error: "[request id: 1] Exceeds maximum queue size" }, "overloaded"],
	["KServe: no predictor", 503, {}, { error: "Model with name m is not ready." }, "loading"],
	["Knative: nobody yet", 503, {}, "activator overload", "overloaded"],
	["BentoML: busy", 503, {}, "Service Busy", "overloaded"],
	["BentoML: lifecycle", 503, {}, "Service is shutting down", "shutting_down"],
	[
		"LMDeploy: model",
		404,
		{},
		{
			message: "The model 'm' does not exist.",
			type: "invalid_request_error",
			code: 404,
			param: null,
			object: "error",
		},
		"model_not_found",
	],
	["MLX server: load", 500, {}, { error: "Failed to load model: File not found: weights.safetensors" }, "server_error"],
	["TabbyAPI: no model", 503, {}, { detail: "No models are currently loaded." }, "no_instance"],
	[
		"Aphrodite: kv cache",
		500,
		{},
		{ detail: "RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB" },
		"server_error",
	],
	["a message in pieces", 503, {}, { errors: ["Server is too busy", "try later"] }, "overloaded"],
	["Nvidia NIM: concurrency", 429, {}, { status: 429, title: "Too Many Requests" }, "rate_limited"],
	[
		"Nvidia NIM: worker limit",
		503,
		{},
		{
			type: "urn:inference-service:problem-details:service-unavailable",
			title: "Service Unavailable",
			status: 503,
			detail: "ResourceExhausted: Worker local total request limit reached (33/32)",
		},
		"overloaded",
	],
	[
		"Zhipu: concurrency of the account",
		429,
		{},
		{ error: { code: "1302", message: "您当前使用该API的并发数过高，请降低并发，或联系客服增加限额" } },
		"rate_limited",
	],
	["Zhipu: 1113", 429, {}, { error: { code: "1113", message: "您的账户已欠费，请充值后重试" } }, "quota_exhausted"],
	[
		"Zhipu: filter",
		400,
		{},
		{
			contentFilter: [{ level: 1, role: "user" }],
			error: { code: "1301", message: "系统检测到输入或生成内容可能包含不安全或敏感内容" },
		},
		"content_filtered",
	],
	[
		"iFlytek: key",
		401,
		{},
		{ message: "HMAC signature cannot be verified: fail to retrieve credential" },
		"unauthorized",
	],
	[
		"Moonshot: concurrency",
		429,
		{},
		{
			error: {
				message: "Your account org-x request reached max organization concurrency: 1, please try again after 1 seconds",
				type: "rate_limit_reached_error",
			},
		},
		"rate_limited",
	],
	[
		"Moonshot: engine overload",
		429,
		{},
		{
			error: { message: "The engine is currently overloaded, please try again later", type: "engine_overloaded_error" },
		},
		"overloaded",
	],
	[
		"Moonshot: model",
		404,
		{},
		{ error: { message: "Not found the model m or Permission denied", type: "resource_not_found_error" } },
		"model_not_found",
	],
	[
		"StepFun: sensitive",
		451,
		{},
		{ error: { message: "The content you provided or machine outputted is blocked.", type: "censorship_blocked" } },
		"content_filtered",
	],
	[
		"Databricks: temperature",
		400,
		{},
		{ error_code: "BAD_REQUEST", message: "temperature must be greater than 0 for this endpoint" },
		"rejected_request",
	],
	[
		"Databricks: scale to zero",
		503,
		{},
		{ error_code: "TEMPORARILY_UNAVAILABLE", message: "The endpoint is scaling up from zero. Please retry." },
		"loading",
	],
	["Snowflake: unavailable model", 400, {}, { message: "unknown model m", request_id: "r" }, "model_not_found"],
	[
		"Watsonx: token",
		401,
		{},
		{
			errors: [
				{ code: "authentication_token_expired", message: "Failed to authenticate the request due to an expired token" },
			],
			trace: "t",
			status_code: 401,
		},
		"unauthorized",
	],
	[
		"Watsonx: model",
		404,
		{},
		{
			errors: [{ code: "model_not_supported", message: "Model 'm' is not supported for this environment." }],
			status_code: 404,
		},
		"model_not_found",
	],
	[
		"Cloudflare AI: neurons",
		429,
		{},
		{
			errors: [
				{
					message:
						"AiError: you have used up your daily free allocation of 10,000 neurons, please upgrade to Cloudflare's Workers Paid plan",
					code: 4006,
				},
			],
			success: false,
			result: {},
			messages: [],
		},
		"rate_limited",
	],
	[
		"Cloudflare AI: capacity",
		429,
		{},
		{
			errors: [{ message: "Capacity temporarily exceeded, please try again.", code: 3040 }],
			success: false,
			result: {},
			messages: [],
		},
		"overloaded",
	],
	[
		"Cloudflare 1020",
		403,
		{ server: "cloudflare" },
		"<html><head><title>Access denied | api.example used Cloudflare to restrict access</title></head><body><h1>Error 1020</h1></body></html>",
		"forbidden",
	],
	[
		"an AWS load balancer without targets",
		503,
		{ server: "awselb/2.0" },
		"<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n</body>\r\n</html>",
		"gateway_error",
	],
	["Traefik: no server", 503, {}, "no available server", "no_instance"],
	["Traefik: bad gateway", 502, {}, "Bad Gateway", "gateway_error"],
	["Kubernetes ingress: default backend", 404, {}, "default backend - 404", "not_found"],
	["Istio: RBAC", 403, { server: "istio-envoy" }, "RBAC: access denied", "forbidden"],
	[
		"oauth2-proxy",
		403,
		{},
		"<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1>You do not have permission to access this resource.</body></html>",
		"forbidden",
	],
	[
		"a WAF",
		406,
		{},
		"<html><head><title>Not Acceptable!</title></head><body><h1>Not Acceptable!</h1><p>An appropriate representation of the requested resource could not be found on this server. This error was generated by Mod_Security.</p></body></html>",
		"rejected_request",
	],
	[
		"a prompt too long",
		400,
		{},
		{ error: { message: "Input length 9000 exceeds the maximum context length 8192", type: "invalid_request_error" } },
		"context_too_small",
	],
];

describe("refusals that the program was not written with", () => {
	test.each(REFUSALS)("%s", (_name, status, headers, body, expected) => {
		const text = typeof body === "string" ? body : JSON.stringify(body);
		const way = status === 200 ? WAYS["a 200"] : WAYS.body;
		const { failure, rule } = way(text, status, headers);
		expect(`${failure.kind} (${rule})`).toMatch(new RegExp(`^${expected} `));
	});
});
