import { completion, modelList } from "../healthy.ts";
import { json, type Reply } from "../replies.ts";
import type { Call } from "../scripted-server.ts";
import { apiDown, asked, behaviour, degraded, modelDown, ok, routes } from "./behaviour.ts";

const id = "mistral-small-latest";
const target = { model: id };
const list = json(modelList([id], "mistralai"));
const answer = json(completion("Hello", { model: id }));
const flat = (status: number, type: string, message: string, code: string) =>
	json({ object: "error", message, type, param: null, code }, status);
const KNOWN = ["model", "messages", "max_tokens", "temperature", "stream"];

/** Any field it does not know is a 422. */
function strict(known: readonly string[]): (call: Call) => Reply {
	return (call) => {
		const forbidden = Object.keys(asked(call)).filter((field) => !known.includes(field));
		const detail = forbidden.map((field) => ({
			type: "extra_forbidden",
			loc: ["body", field],
			msg: "Extra inputs are not permitted",
			input: 1,
		}));
		return detail.length > 0 ? json({ detail }, 422) : answer;
	};
}

export const mistral = [
	behaviour("healthy: no field it does not know", routes(strict(KNOWN), list), ok({ chats: 1, notes: [] }), { target }),
	behaviour(
		"stricter still: `stream` is an extra",
		routes(strict(["model", "messages", "max_tokens", "temperature"]), list),
		ok({ chats: 2, notes: ["request_adapted"] }),
		{ target },
	),
	behaviour(
		"stricter still: no `stream`, no `temperature`",
		routes(strict(["model", "messages", "max_tokens"]), list),
		ok({
			notes: ["request_adapted"],
			also: ({ chats }) => {
				if (chats.length > 3) throw new Error(`${chats.length} requests`);
			},
		}),
		{ target },
	),
	behaviour(
		"wrong key, or the quota: `detail` is a string",
		routes(answer, json({ detail: "Unauthorized" }, 401)),
		apiDown("unauthorized", { chats: 0 }),
		{ target },
	),
	behaviour(
		"wrong key, or the quota: `message`",
		routes(json({ message: "Unauthorized", request_id: "1f0e" }, 401), list),
		modelDown("unauthorized", { chats: 1 }),
		{ target },
	),
	behaviour(
		"a model it does not have",
		routes(flat(400, "invalid_model", "Invalid model: mistral-x", "1500"), list),
		modelDown("model_not_found", { words: /Invalid model/ }),
		{ target: { model: "mistral-x" } },
	),
	behaviour(
		"rate limited: code 1300",
		routes(flat(429, "rate_limited", "Rate limit exceeded", "1300"), list),
		degraded("rate_limited", null, { chats: 1 }),
		{ target },
	),
	behaviour(
		"no capacity: 503",
		routes(flat(503, "service_tier_capacity_exceeded", "Service tier capacity exceeded for this model.", "3505"), list),
		degraded("overloaded", "model_down", { chats: 1 }),
		{ target },
	),
	behaviour(
		"a 422 about a field it cannot do without",
		routes(
			json({ detail: [{ type: "string_type", loc: ["body", "model"], msg: "Input should be a valid string" }] }, 422),
			list,
		),
		modelDown("rejected_request", {
			words: /valid string/,
			also: ({ chats }) => {
				if (chats.some((call) => !("model" in asked(call)))) throw new Error("asked without the model");
			},
		}),
		{ target },
	),
];
