import { completion } from "../healthy.ts";
import { empty, events, json } from "../replies.ts";
import { apiDown, asked, behaviour, chunk, degraded, modelDown, ok, routes } from "./behaviour.ts";

const server = "anthropic";
const headers = { "request-id": "req_1", "anthropic-organization-id": "org-1" };
const id = "claude-opus-4-7";
const target = { model: id, auth: "x-api-key" } as const;
const list = json(
	{ data: [{ type: "model", id, display_name: "Claude", created_at: "2026-01-01T00:00:00Z" }], has_more: false },
	200,
	headers,
);
const answer = json(completion("Hello", { model: id }), 200, headers);
const error = (status: number, type: string, message: string, more = {}) =>
	json({ type: "error", error: { type, message }, request_id: "req_1" }, status, { ...headers, ...more });
const notPermitted = error(
	403,
	"permission_error",
	"Your API key does not have permission to use the specified resource.",
);

export const anthropic = [
	behaviour(
		"healthy, over its OpenAI-compatible path",
		routes(answer, list),
		ok({
			server,
			chats: 1,
			also: ({ calls }) => {
				if (
					calls.some(
						(call) => call.headers["x-api-key"] === undefined || call.headers["anthropic-version"] === undefined,
					)
				)
					throw new Error("x-api-key and anthropic-version belong together");
			},
		}),
		{ target },
	),
	behaviour(
		"wrong key",
		routes(answer, error(401, "authentication_error", "invalid x-api-key")),
		apiDown("unauthorized", { server, words: /invalid x-api-key/, chats: 0 }),
		{ target },
	),
	behaviour(
		"billing: 402",
		routes(error(402, "billing_error", "There is an issue with your payment method."), list),
		modelDown("quota_exhausted", { server, chats: 1 }),
		{ target },
	),
	behaviour(
		"your own spend limit, said with 400",
		routes(
			error(
				400,
				"invalid_request_error",
				"You have reached your specified API usage limits. You will regain access on 2026-02-01 at 00:00 UTC.",
			),
			list,
		),
		modelDown("quota_exhausted", { server, chats: 1 }),
		{ target },
	),
	behaviour(
		"the credit is used up, said with 400",
		routes(
			error(
				400,
				"invalid_request_error",
				"Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
			),
			list,
		),
		modelDown("quota_exhausted", { server }),
		{ target },
	),
	behaviour("the key may not", routes(notPermitted, notPermitted), apiDown("forbidden", { server }), { target }),
	behaviour(
		"a model it does not have",
		routes(error(404, "not_found_error", "model: claude-x"), list),
		modelDown("model_not_found", { server }),
		{ target: { ...target, model: "claude-x" } },
	),
	behaviour(
		"rate limited",
		routes(
			error(
				429,
				"rate_limit_error",
				"This request would exceed your organization's rate limit of 50 requests per minute",
				{ "retry-after": "7" },
			),
			list,
		),
		degraded("rate_limited", null, { server, chats: 1 }),
		{ target },
	),
	behaviour(
		"overloaded: 529",
		routes(error(529, "overloaded_error", "Overloaded"), list),
		degraded("overloaded", "model_down", { server, chats: 1 }),
		{ target },
	),
	behaviour(
		"an internal error",
		routes(error(500, "api_error", "Internal server error"), list),
		modelDown("server_error", { server, chats: 2 }),
		{ target },
	),
	behaviour(
		"the temperature is deprecated",
		routes(
			(call) =>
				"temperature" in asked(call)
					? error(400, "invalid_request_error", "`temperature` is deprecated for this model.")
					: answer,
			list,
		),
		ok({ server, chats: 2, notes: ["request_adapted"] }),
		{ target },
	),
	behaviour(
		"overloaded, said in the stream after the 200",
		routes(
			events([
				chunk({ role: "assistant", content: "" }),
				{ type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
			]),
			list,
		),
		degraded("overloaded", "model_down", {}),
		{ target: { ...target, stream: true } },
	),
	behaviour(
		"no OpenAI-compatible path at all",
		{ "GET /v1/models": list, "*": empty(404, headers) },
		modelDown(["not_found", "model_not_found"], { server }),
		{ target },
	),
];
