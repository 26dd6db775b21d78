import { completion } from "../healthy.ts";
import { json, last, silence, text } from "../replies.ts";
import { apiDown, behaviour, degraded, impatient, modelDown, ok, routes } from "./behaviour.ts";

const server = "litellm";
const headers = { "x-litellm-version": "1.80.0", "x-litellm-model-region": "" };
const id = "gpt-4o-mini";
const target = { model: id };
const list = json(
	{ object: "list", data: [{ id, object: "model", created: 1_677_610_602, owned_by: "openai" }] },
	200,
	headers,
);
/** As its releases of 2026 send it: only chat answers carry its headers. */
const bareList = json({ data: [{ id, object: "model", created: 1_677_610_602, owned_by: "openai" }], object: "list" });
const answer = json(completion("Hello", { model: id }), 200, headers);
const error = (status: number, type: string, message: unknown, more: Readonly<Record<string, string>> = {}) =>
	json({ error: { message, type, param: "None", code: String(status) } }, status, { ...headers, ...more });
/** Never by default: it calls, and pays for, every configured model. */
const costly = {
	"GET /health": json({
		healthy_endpoints: [],
		unhealthy_endpoints: [{ model: id }],
		healthy_count: 0,
		unhealthy_count: 1,
	}),
};
const cooldown =
	"No deployments available for selected model, Try again in 60 seconds. Passed model=gpt-4o-mini. pre-call-checks=False, cooldown_list=['6d1f']";

export const litellm = [
	behaviour("healthy", routes(answer, list, costly), ok({ server, chats: 1 }), { target }),
	behaviour(
		"wrong key: `code` is a string",
		routes(answer, error(401, "token_not_found_in_db", "Authentication Error, Invalid proxy server token passed.")),
		apiDown("unauthorized", { server, words: /Invalid proxy server token/, chats: 0 }),
		{ target },
	),
	behaviour(
		"the message is an object",
		routes(error(500, "None", { error: "Traceback: backend unreachable" }), list),
		modelDown("server_error", { server, words: /backend unreachable/ }),
		{ target },
	),
	behaviour(
		"unknown model, said with 400",
		routes(
			error(
				400,
				"invalid_request_error",
				"/chat/completions: Invalid model name passed in model=x. Call `/v1/models` to view available models for your key.",
			),
			list,
		),
		modelDown("model_not_found", { server, nextStep: /models/ }),
		{ target: { model: "x" } },
	),
	behaviour(
		"429 that is a dead backend: every deployment cools down",
		routes(error(429, "None", cooldown), list, costly),
		modelDown("backends_cooling_down", { server, chats: 1, nextStep: /\/health\?model=/ }),
		{ target },
	),
	behaviour(
		"429 that is a rate limit",
		routes(
			error(429, "None", "litellm.RateLimitError: Rate limit reached for requests", { "retry-after": "12" }),
			list,
		),
		degraded("rate_limited", null, { server, chats: 1 }),
		{ target },
	),
	behaviour(
		"the budget is spent",
		routes(error(400, "budget_exceeded", "Budget has been exceeded! Current cost: 10.02, Max budget: 10.0"), list),
		modelDown("quota_exhausted", { server, chats: 1 }),
		{ target },
	),
	behaviour(
		"the backend refuses connections",
		routes(
			error(500, "None", "litellm.InternalServerError: InternalServerError: OpenAIException - Connection error."),
			list,
		),
		modelDown("gateway_error", { server, words: /does not reach the backend.*Connection error/, chats: 2 }),
		{ target },
	),
	behaviour(
		"the backend refuses LiteLLM's key, and LiteLLM accepted yours",
		routes(
			error(
				401,
				"authentication_error",
				"litellm.AuthenticationError: AuthenticationError: OpenAIException - Incorrect API key provided: sk-xx.",
			),
			list,
		),
		modelDown("backend_key_refused", { server, words: /accepted by LiteLLM.*Incorrect API key/, nextStep: /litellm/ }),
		{ target },
	),
	behaviour(
		"recognised by its list alone, and then silent",
		routes(silence, bareList, costly),
		degraded("busy_or_hung", "model_down", { server, chats: 1 }),
		{ target: { ...target, ...impatient } },
	),
	behaviour(
		"a fallback answered, and says so",
		routes(json(completion("Hello", { model: "m" }), 200, { ...headers, "x-litellm-attempted-fallbacks": "1" }), list),
		ok({ server, chats: 1, notes: ["fallback_answered"] }),
		{ target },
	),
	behaviour(
		"no key is set, and its database package is missing: a bare 500 at the list",
		{ "*": text("Internal Server Error", 500) },
		apiDown("server_error", { words: /No key was sent \(LLM_API_KEY is not set\)/, nextStep: /^read /, chats: 0 }),
		{ target, key: null },
	),
	behaviour(
		"no key is set, and one is wanted",
		routes(answer, error(401, "auth_error", "Authentication Error, No api key passed in.")),
		apiDown("unauthorized", {
			server,
			words: /No key was sent/,
			nextStep: /^read -rsp .*LLM_API_KEY; curl .*%\{http_code\}/,
		}),
		{ target, key: null },
	),
	behaviour(
		"stopped while it worked on the question",
		routes(last(silence), list),
		apiDown("timeout", { server, words: /closed its port/, chats: 1 }),
		{ target: { ...target, ...impatient } },
	),
	behaviour(
		"the backend is slow: 408",
		routes(error(408, "None", "litellm.Timeout: APITimeoutError - Request timed out."), list),
		modelDown(["server_error", "gateway_error", "timeout"], { server }),
		{ target },
	),
	behaviour(
		// Measured with a full vLLM behind it, and with a frozen one: both look so, and it is down only when it stays so.
		"no answer: the costly /health is left alone",
		routes(silence, list, costly),
		degraded("busy_or_hung", "model_down", {
			server,
			chats: 1,
			words: /gateway hides/,
			nextStep: /\/health\?model=gpt-4o-mini'? \| jq -c/,
		}),
		{ target: { ...target, ...impatient } },
	),
	behaviour(
		"the model refuses max_tokens, wrapped in LiteLLM's words",
		routes(
			(call) =>
				"max_tokens" in (call.json as object)
					? error(
							400,
							"invalid_request_error",
							"litellm.BadRequestError: OpenAIException - Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
						)
					: answer,
			list,
		),
		ok({ server, chats: 2, notes: ["request_adapted"] }),
		{ target },
	),
];
