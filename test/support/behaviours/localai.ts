import { completion } from "../healthy.ts";
import { empty, json } from "../replies.ts";
import { apiDown, behaviour, degraded, modelDown, ok, routes } from "./behaviour.ts";

const id = "llama-3.2-1b-instruct";
const target = { model: id };
const list = json({ object: "list", data: [{ id, object: "model" }] });
const answer = json(completion("Hello", { model: id }));
const error = (
	code: number,
	type: string,
	message: string,
	more: object = {},
	headers: Readonly<Record<string, string>> = {},
) => json({ error: { message, code, type }, ...more }, code, headers);

export const localai = [
	behaviour("healthy: entries of `id` and `object` only", routes(answer, list), ok({ chats: 1, notes: [] }), {
		target,
	}),
	behaviour(
		"no key given",
		routes(
			answer,
			error(401, "invalid_request_error", "An authentication key is required", {}, { "www-authenticate": "Bearer" }),
		),
		apiDown("unauthorized", { words: /authentication key is required/, chats: 0 }),
		{ target },
	),
	behaviour("opaque errors: 401 with nothing in it", routes(empty(401), empty(401)), apiDown("unauthorized"), {
		target,
	}),
	behaviour(
		"opaque errors: 500 with nothing in it",
		routes(empty(500), list),
		modelDown("server_error", { chats: 2 }),
		{ target },
	),
	behaviour(
		"a model it does not have",
		routes(
			error(404, "invalid_request_error", 'model "x" not found. To see available models, call GET /v1/models'),
			list,
		),
		modelDown("model_not_found"),
		{ target: { model: "x" } },
	),
	behaviour(
		"loading, with Retry-After",
		routes(
			error(
				503,
				"model_loading",
				"model is loading",
				{ loading: { model: id, progress: 0.4 } },
				{ "retry-after": "5" },
			),
			list,
		),
		degraded("loading", "model_down", { chats: 1 }),
		{ target },
	),
	behaviour(
		"preloading, seen at the list",
		routes(answer, json({ status: "starting" }, 503)),
		degraded("loading", "model_down"),
		{ target },
	),
	behaviour(
		"no backend could load it",
		routes(error(500, "", "could not load model - all backends returned error: [llama-cpp]: exit status 1"), list),
		modelDown("server_error", { words: /all backends returned error/ }),
		{ target },
	),
	behaviour(
		"at capacity, with Retry-After",
		routes(error(503, "server_error", "server is at capacity, try again later", {}, { "retry-after": "1" }), list),
		degraded("overloaded", "model_down", { chats: 1 }),
		{ target },
	),
	behaviour(
		"the user's quota is spent",
		routes(error(429, "quota_exceeded", "quota exceeded"), list),
		modelDown("quota_exhausted", { chats: 1 }),
		{ target },
	),
];
