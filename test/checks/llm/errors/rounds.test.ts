import { describe, expect, test } from "vitest";
import type { RefusalClass } from "../../../../src/checks/llm/errors/precedence.ts";
import { WAYS } from "./ways.ts";

type Row = readonly [status: number, body: string | object];
const error = (message: string, code: string | null = null) => ({ error: { message, code } });

/** Tried in rounds after the signs were written, each round before the signs were mended for it. `none`: says nothing. */
const ROUNDS: Partial<Readonly<Record<RefusalClass | "none", readonly Row[]>>> = {
	money: [
		[429, error("Your account has reached its spending cap for this billing period.")],
		[400, error("Your organization has been disabled due to unpaid invoices.")],
		[429, { error: "You have exhausted your free trial credits." }],
		[403, { detail: "Payment is required to use this model: free tier is exhausted." }],
		[400, error("Free trial has expired. Upgrade your plan to continue.", "trial_expired")],
		[403, error("The free tier of the model has been exhausted.", "AllocationQuota.FreeTierOnly")],
		[400, { code: "Arrearage", message: "Access denied, please make sure your account is in good standing." }],
		[429, error("Token quota exceeded for this project")],
		[403, error("[sk-xx] 该令牌额度已用尽 !token.UnlimitedQuota && token.RemainQuota = -1")],
		[401, error("Insufficient funds in the account")],
		[403, error("预扣费额度失败, 用户剩余额度: $0.01, 需要预扣费额度: $0.06", "pre_consume_token_quota_failed")],
		[500, error("account balance is negative")],
		[402, ""],
		[403, error("Key limit exceeded (total limit).")],
		[429, error("You have reached your monthly usage limit")],
		[429, error("...", "insufficient_quota")],
	],
	rate: [
		[429, error("You've hit your usage limit of requests for the hour, resets in 12 minutes", "usage_limit_reached")],
		[429, { detail: "Too Many Requests" }],
		[503, error("Requests rate limit exceeded", "1300")],
		[400, { Error: { Code: "Throttling.RateQuota", Message: "Please try again later." } }],
		[
			429,
			{ code: "Throttling.AllocationQuota", message: "Allocated quota exceeded, please increase your quota limit." },
		],
		[429, { error: { message: "inference exceeded max TPM limit", type: "limit_burst_rate" } }],
		[429, "error code: 1015"],
		[429, { message: "Limit Exceeded" }],
		[429, error("slow")],
	],
	capacity: [
		[503, error("Service overloaded, retry with exponential backoff")],
		[503, { error: "We are experiencing high demand. Please retry." }],
		[500, error("Model too busy, unable to get response within 30 seconds")],
		[503, error("There are too many requests in the queue")],
		[503, { message: "no healthy backends: all at capacity" }],
		[429, error("Server is at max concurrent requests (8)")],
		[503, error("Not enough GPU capacity right now")],
		[400, error("engine_overloaded: please slow down")],
		[503, { error: "All slots are busy, please wait" }],
		[503, error("Request rejected by admission controller")],
		[500, error("系统繁忙，请稍后重试", "500")],
		[503, error("Request timeout in queue", "queue_timeout")],
		[503, error("The service is unable to handle the request due to a temporary overload")],
		[503, { object: "error", message: "Maximum queue depth reached" }],
		[
			429,
			{
				error: {
					code: 429,
					message: "No capacity available for model m on the server",
					status: "RESOURCE_EXHAUSTED",
					details: [{ reason: "MODEL_CAPACITY_EXHAUSTED" }],
				},
			},
		],
	],
	key: [
		[403, error("Invalid token")],
		[401, error("The API key doesn't exist.", "AuthenticationError")],
		[
			400,
			error("The API Key appears to be invalid or may have expired. Please verify your credentials and try again."),
		],
		[403, { message: "Forbidden: invalid credentials" }],
		[401, { fault: "jwt expired" }],
		[403, "Invalid or missing API key"],
		[401, { message: "Invalid API-key provided.", code: "InvalidApiKey" }],
		[401, error("API Key 无效")],
		[500, error("token expired or incorrect")],
		[400, error("missing Authorization header")],
	],
	permission: [
		[403, error("You are not allowed to sample from this model")],
		[403, error("Your IP address is not in the allowlist")],
		[403, error("Access to model denied.", "AccessDenied.Unpurchased")],
		[403, error("用户无权限使用该模型")],
	],
	modelName: [
		[404, error("The model or endpoint m does not exist or you do not have access to it.")],
		[400, error("Unsupported model: m")],
		[404, error("No such model m")],
		[400, error("m is not a valid model ID", "400")],
		[400, error("Model Not Exist")],
		[404, error("models/m is not found for API version v1beta, or is not supported for generateContent.")],
		[404, error("No endpoints found for m.")],
		[400, { detail: "Model m is not registered" }],
		[404, { error: "Cannot find the requested model" }],
		[404, { error: "Requested model 'x' is unknown" }],
		[400, error("unknown provider for model m")],
		[
			400,
			error(
				"litellm.BadRequestError: You passed in model=m. There are no healthy deployments for this modelNo fallback model group found for original model_group=m. Fallbacks=[]. Received Model Group=m\nAvailable Model Group Fallbacks=None",
			),
		],
	],
	loading: [
		[503, error("Service is initializing, please wait")],
		[425, error("Model download in progress: 43 %")],
		[503, { detail: "Engine is still warming up" }],
		[503, { status: "loading model" }],
		[503, error("Waiting for workers to come up")],
	],
	engine: [
		[500, error("Engine process (pid 123) died.")],
		[500, { detail: "AsyncEngineDeadError: Background loop has errored already." }],
		[500, error("Triton Error [CUDA]: device kernel image is invalid")],
		[500, error("Worker terminated unexpectedly (exit code -9)")],
		[500, error("NCCL watchdog timeout")],
		[500, error("ROCm: HSA_STATUS_ERROR")],
	],
	gateway: [
		[502, error("Failed to connect to upstream host")],
		[503, error("connect ECONNREFUSED 10.0.0.5:8000")],
		[500, error("httpx.ConnectError: All connection attempts failed")],
		[500, error("HTTPConnectionPool(host='vllm', port=8000): Max retries exceeded with url: /v1/chat/completions")],
		[500, error('Post "http://10.0.0.5:8000/v1/chat/completions": dial tcp 10.0.0.5:8000: i/o timeout')],
		[500, error("getaddrinfo ENOTFOUND vllm")],
		[500, error("do request failed: EOF", "do_request_failed")],
		[500, error("openai_error: bad response status code 502", "bad_response_status_code")],
	],
	contentFilter: [
		[400, error("Your input may contain content that is not allowed by our safety system.")],
		[400, error("Text not available. Response was blocked due to SAFETY")],
		[403, error("Your request has been flagged by the moderation system")],
		[
			400,
			error("The request failed because the input text may contain sensitive information.", "SensitiveContentDetected"),
		],
		[400, { message: "guardrail intervened" }],
	],
	parameter: [
		[400, error("Invalid value for temperature")],
		[422, { detail: [{ type: "missing", loc: ["body", "stream"], msg: "Field required" }] }],
		[400, error("This model only supports streaming")],
		[400, error("Unrecognized request argument supplied: max_tokens")],
		[400, error("Invalid 'messages[0].content': string too long")],
	],
	leaving: [
		[503, { error: "server is draining connections" }],
		[500, error("Engine is stopping")],
		[503, "Service is going down for maintenance"],
	],
	notChat: [
		[
			404,
			error(
				"litellm.NotFoundError: NotFoundError: Hosted_vllmException - Error code: 404 - {'detail': 'Not Found'}. Received Model Group=m\nAvailable Model Group Fallbacks=None",
			),
		],
		[
			500,
			error(
				'litellm.APIConnectionError: OllamaException - {"error":""nomic-embed-text:latest" does not support generate"}. Received Model Group=n',
			),
		],
	],
	context: [[400, error("Too many tokens: 9000 > 8192")]],
	none: [
		[400, { error: "invalid character '}' looking for beginning of value" }],
		[500, error("list index out of range")],
		[415, { detail: "Unsupported Media Type" }],
		[500, error("An internal error has occurred (request ID: x)")],
		[500, { detail: "'NoneType' object has no attribute 'encode'" }],
		[409, error("Conflict")],
		[500, error("Internal error: could not find token in vocabulary")],
		[500, { error: "No response from model" }],
		[500, { error: "unknown error in model" }],
		[500, { error: "Model execution failed: unknown reason" }],
		[500, error("The model produced invalid content")],
		[500, { error: "model output not found in response" }],
		[400, error("This model does not support tools")],
		[500, { error: "failed to check quota: database error" }],
		[500, { error: "failed to load user balance" }],
		[500, { error: "Billing service unavailable" }],
		[503, error("failed to validate api key: timeout")],
		[400, { error: "admission webhook denied the request" }],
		[500, error("disk quota exceeded")],
		[500, error("No space left on device")],
		[500, error("Key error: 'choices'")],
		[500, error("token limit must be positive")],
		[500, error("exceeded maximum retries")],
	],
};

describe.each(Object.entries(ROUNDS))("%s", (refusal, rows) => {
	test.each(rows.map(([status, body]) => [status, typeof body === "string" ? body : JSON.stringify(body)] as const))(
		"%s %s",
		(status, body) => {
			expect(WAYS.body(body, status).refusal ?? "none").toBe(refusal);
		},
	);
});
