import { completion, modelList } from "../healthy.ts";
import { events, json, type Reply } from "../replies.ts";
import type { Call } from "../scripted-server.ts";
import { apiDown, asked, behaviour, chunk, degraded, inTurn, modelDown, ok, routes } from "./behaviour.ts";

const server = "openai";
const headers = { "x-request-id": "req_1", "openai-processing-ms": "180", "openai-version": "2020-10-01" };
const id = "gpt-5-mini";
const target = { model: id };
const list = json(modelList([id, "text-embedding-3-small"], "openai"), 200, headers);
const answer = json(completion("Hello", { model: id }), 200, headers);
const error = (
	status: number,
	code: string | null,
	message: string,
	param: string | null = null,
	type = "invalid_request_error",
	more = {},
) => json({ error: { message, type, param, code } }, status, { ...headers, ...more });

const useOther = error(
	400,
	"unsupported_parameter",
	"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
	"max_tokens",
);
const noTemperature = error(
	400,
	"unsupported_value",
	"Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
	"temperature",
);
const tooFew = error(
	400,
	"integer_below_min_value",
	"Invalid 'max_completion_tokens': integer below minimum value. Expected a value >= 16, but got 5 instead.",
	"max_completion_tokens",
);
const reasoned = error(
	400,
	null,
	"Could not finish the message because max_tokens or model output limit was reached. Please try again with higher max_tokens.",
);

/** The model asked, the one that answered, and whether that is worth a note. */
const answeredBy = [
	["gpt-4o", "gpt-4o-2024-08-06", false],
	["gpt-4-0613", "gpt-4", false],
	["gpt-4-turbo", "gpt-4-turbo-preview", false],
	["mistral-large-latest", "mistral-large-2411", false],
	["gpt-4", "gpt-4o-mini", true],
	["qwen3", "qwen3-coder", true],
	["gpt-4-0613", "gpt-4-1106", true],
] as const;

/** Refuses as GPT-5 does: the name, then the number, then the temperature. */
function choosy(call: Call): Reply {
	const body = asked(call);
	if ("max_tokens" in body) return useOther;
	if (typeof body.max_completion_tokens === "number" && body.max_completion_tokens < 16) return tooFew;
	return "temperature" in body ? noTemperature : answer;
}

const foreignRegion = error(
	403,
	"unsupported_country_region_territory",
	"Country, region, or territory not supported",
	null,
	"request_forbidden",
);
const missing = (scope: string) => `You have insufficient permissions for this operation. Missing scopes: ${scope}.`;
const learned = { tokensField: "max_completion_tokens", maxTokens: 16, omit: ["temperature"], stream: false } as const;
const must = (condition: boolean, message: string) => {
	if (!condition) throw new Error(message);
};

export const openai = [
	behaviour("healthy", routes(answer, list), ok({ server, chats: 1, notes: [] }), { target }),
	behaviour(
		"no model named: the embedding model is passed over",
		routes(answer, json(modelList(["text-embedding-3-small", id], "openai"), 200, headers)),
		ok({ server, notes: ["model_chosen"] }),
		{ target: { model: null } },
	),
	behaviour(
		"GPT-5 refuses max_tokens, then the temperature",
		routes(choosy, list),
		ok({
			server,
			notes: ["request_adapted"],
			also: ({ chats, result }) => {
				must(chats.length <= 3, `${chats.length} requests`);
				const { variant } = result.memory;
				must(
					variant?.tokensField === "max_completion_tokens" &&
						variant.maxTokens >= 16 &&
						variant.omit.includes("temperature"),
					`remembers ${JSON.stringify(variant)}`,
				);
			},
		}),
		{ target },
	),
	behaviour(
		"what worked is remembered: one request",
		routes(choosy, list),
		ok({
			server,
			chats: 1,
			also: ({ result }) => must(result.memory.variant?.tokensField === "max_completion_tokens", "forgot what works"),
		}),
		{ target, memory: { variant: learned } },
	),
	behaviour(
		"what worked no longer works: forgotten, and asked plainly again",
		routes(
			(call) =>
				"max_completion_tokens" in asked(call)
					? error(
							400,
							"unknown_parameter",
							"Unrecognized request argument supplied: max_completion_tokens",
							"max_completion_tokens",
						)
					: answer,
			list,
		),
		ok({
			server,
			also: ({ result }) => must(result.memory.variant?.tokensField !== "max_completion_tokens", "still remembers"),
		}),
		{ target, memory: { variant: learned } },
	),
	behaviour(
		"only the temperature is refused",
		routes((call) => ("temperature" in asked(call) ? noTemperature : answer), list),
		ok({
			server,
			chats: 2,
			also: ({ chats }) => must(asked(chats[1]).max_tokens === 5, "changed more than it had to"),
		}),
		{ target },
	),
	behaviour(
		"a field nobody needs is refused",
		routes(
			(call) =>
				"stream" in asked(call) ? error(400, "unknown_parameter", "Unknown parameter: 'stream'.", "stream") : answer,
			list,
		),
		ok({ server, chats: 2, notes: ["request_adapted"] }),
		{ target },
	),
	behaviour(
		"whatever is sent, it is refused: a few tries, not for ever",
		routes(useOther, list),
		modelDown("rejected_request", {
			server,
			also: ({ chats }) => must(chats.length <= 3, `${chats.length} requests`),
		}),
		{ target },
	),
	behaviour(
		"it wants the model left out: that is not done",
		routes(error(400, "invalid_value", "Invalid value for 'model'.", "model"), list),
		modelDown(["rejected_request", "model_not_found"], {
			server,
			also: ({ chats }) =>
				must(
					chats.every((call) => asked(call).model === id),
					"asked without the model",
				),
		}),
		{ target },
	),
	behaviour("`Could not finish the message`: proof of life", routes(reasoned, list), ok({ server }), { target }),
	behaviour(
		"first the other name, then `Could not finish the message`",
		routes((call) => ("max_tokens" in asked(call) ? useOther : reasoned), list),
		ok({ server }),
		{ target },
	),
	behaviour(
		"wrong key",
		routes(
			answer,
			error(
				401,
				"invalid_api_key",
				"Incorrect API key provided: sk-live-********cret. You can find your API key at https://platform.openai.com/account/api-keys.",
			),
		),
		apiDown("unauthorized", { server, headline: /key/i, chats: 0, nextStep: /\$LLM_API_KEY/ }),
		{ target },
	),
	behaviour(
		"a region that is not served",
		routes(foreignRegion, foreignRegion),
		apiDown("forbidden", { server, words: /region/ }),
		{ target },
	),
	behaviour(
		"the project may not use the model",
		routes(error(403, "model_not_found", `Project \`proj_1\` does not have access to model \`${id}\``), list),
		modelDown("forbidden", { server }),
		{ target },
	),
	behaviour(
		"a model that does not exist",
		routes(error(404, "model_not_found", "The model `gpt-9` does not exist or you do not have access to it."), list),
		modelDown("model_not_found", { server }),
		{ target: { model: "gpt-9" } },
	),
	behaviour(
		"rate limited",
		routes(
			error(
				429,
				"rate_limit_exceeded",
				"Rate limit reached for gpt-5-mini in organization org-1 on requests per min (RPM): Limit 3, Used 3, Requested 1.",
				null,
				"requests",
				{ "retry-after": "20", "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s" },
			),
			list,
		),
		degraded("rate_limited", null, { server, chats: 1, nextStep: /retry-after|ratelimit/ }),
		{ target },
	),
	behaviour(
		"out of money, with the status of a rate limit",
		routes(
			error(
				429,
				"insufficient_quota",
				"You exceeded your current quota, please check your plan and billing details.",
				null,
				"insufficient_quota",
			),
			list,
		),
		modelDown("quota_exhausted", { server, chats: 1, headline: /quota|credit|money|billing/i }),
		{ target },
	),
	behaviour(
		"out of credit, by its newer name",
		routes(error(429, "credit_balance_exhausted", "Your credit balance is exhausted."), list),
		modelDown("quota_exhausted", { server }),
		{ target },
	),
	behaviour(
		"asked to slow down",
		routes(error(503, "slow_down", "Please reduce your request rate."), list),
		degraded("overloaded", "model_down", { server, chats: 1 }),
		{ target },
	),
	behaviour(
		"overloaded",
		routes(error(503, "server_is_overloaded", "The engine is currently overloaded, please try again later"), list),
		degraded("overloaded", "model_down", { server }),
		{ target },
	),
	behaviour(
		"a server error, twice",
		routes(
			error(
				500,
				null,
				"The server had an error while processing your request. Sorry about that!",
				null,
				"server_error",
			),
			list,
		),
		modelDown("server_error", { server, chats: 2 }),
		{ target },
	),
	behaviour(
		"rate limited until a date",
		routes(
			error(429, "rate_limit_exceeded", "Rate limit reached", null, "requests", {
				"retry-after": "Wed, 21 Oct 2099 07:28:00 GMT",
			}),
			list,
		),
		degraded("rate_limited", null, { server, chats: 1, words: /may ask again in 1d/ }),
		{ target },
	),
	behaviour(
		"rate limited, and Retry-After is rubbish",
		routes(error(429, "rate_limit_exceeded", "Rate limit reached", null, "requests", { "retry-after": "soon" }), list),
		degraded("rate_limited", null, { server, chats: 1 }),
		{ target },
	),
	behaviour(
		"the answer names the dated snapshot of the model",
		routes(json(completion("Hello", { model: "gpt-5-mini-2026-08-07" }), 200, headers), list),
		ok({ server, notes: [] }),
		{ target },
	),
	behaviour(
		"GPT-5 in a stream",
		routes((call) => {
			const reply = choosy(call);
			return reply === answer
				? events([
						chunk({ role: "assistant", content: "Hel" }, null, { model: id }),
						chunk({ content: "lo" }, "length", { model: id }),
						"[DONE]",
					])
				: reply;
		}, list),
		ok({ server, answer: "Hello", notes: ["request_adapted"] }),
		{ target: { ...target, stream: true } },
	),
	behaviour(
		"streams are refused: asked without",
		routes(
			(call) =>
				"stream" in asked(call)
					? error(400, "unsupported_value", "Your organization must be verified to stream this model.", "stream")
					: answer,
			list,
		),
		ok({ server, chats: 2, answer: "Hello" }),
		{ target: { ...target, stream: true } },
	),
	behaviour(
		"only embedding models are listed, and none is named",
		routes(
			error(400, null, "This is not a chat model and thus not supported in the v1/chat/completions endpoint."),
			json(modelList(["text-embedding-3-small"], "openai"), 200, headers),
		),
		modelDown(["no_models", "not_a_chat_model"], { server }),
		{ target: { model: null } },
	),
	behaviour(
		"a restricted key may not list the models, and may ask them",
		routes(answer, error(403, null, missing("api.model.read"))),
		ok({ server, notes: ["list_not_used"] }),
		{ target },
	),
	behaviour(
		"a restricted key may neither list the models nor ask them",
		routes(error(403, null, missing("model.request")), error(403, null, missing("api.model.read"))),
		apiDown("forbidden", { server, words: /Missing scopes/ }),
		{ target },
	),
	behaviour(
		"a model for another endpoint",
		routes(
			error(404, null, "This model is only supported in v1/responses and not in v1/chat/completions.", "model"),
			list,
		),
		modelDown("not_a_chat_model", { server }),
		{ target },
	),
	behaviour(
		"it wants 64 tokens at least",
		routes(
			(call) =>
				Number(asked(call).max_tokens ?? asked(call).max_completion_tokens) < 64
					? error(
							400,
							"integer_below_min_value",
							"Invalid 'max_tokens': integer below minimum value. Expected a value >= 64, but got 5 instead.",
							"max_tokens",
						)
					: answer,
			list,
		),
		ok({ server, chats: 2 }),
		{ target },
	),
	behaviour(
		"the temperature is refused in words only",
		routes(
			(call) => ("temperature" in asked(call) ? error(400, null, "Unsupported parameter(s): `temperature`") : answer),
			list,
		),
		ok({ server, chats: 2 }),
		{ target },
	),
	behaviour(
		"the temperature must be strictly positive",
		routes(
			(call) =>
				asked(call).temperature === 0
					? error(422, null, "Input validation error: `temperature` must be strictly positive")
					: answer,
			list,
		),
		ok({ server, chats: 2 }),
		{ target },
	),
	behaviour(
		"a gateway's words before the parameter's",
		routes(
			inTurn(
				error(400, "unknown_parameter", "Error from model gpt-5-mini: Unknown parameter: 'max_tokens'.", "max_tokens"),
				answer,
			),
			list,
		),
		ok({ server, chats: 2, notes: ["request_adapted"] }),
		{ target },
	),
	behaviour(
		"proof of life is no answer for who looks at the answer",
		routes(reasoned, list),
		modelDown("unexpected_answer", { server }),
		{ target: { ...target, expect: "Paris" } },
	),
	...answeredBy.map(([asked, answered, note]) =>
		behaviour(
			`${asked} asked, ${answered} answers`,
			routes(
				json(completion("Hello", { model: answered }), 200, headers),
				json(modelList([asked, answered], "openai")),
			),
			ok({ notes: note ? ["other_model_answered"] : [] }),
			{ target: { model: asked } },
		),
	),
];
