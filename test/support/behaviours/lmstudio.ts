import { completion, modelList } from "../healthy.ts";
import { json } from "../replies.ts";
import { apiDown, behaviour, degraded, modelDown, ok, routes } from "./behaviour.ts";

const server = "lmstudio";
const express = { "x-powered-by": "Express" };
const id = "qwen3-8b";
const target = { model: id };
const list = json(modelList([id, "gemma-3-4b"], "organization_owner"), 200, express);
const answer = json(completion("Hello", { model: id }), 200, express);
const unexpected = (what: string) => json({ error: `Unexpected endpoint or method. (${what})` }, 200, express);
const state = (value: string) => ({
	"GET /api/v0/models": json(
		{
			object: "list",
			data: [
				{ id, object: "model", type: "llm", state: value },
				{ id: "gemma-3-4b", object: "model", state: "not-loaded" },
			],
		},
		200,
		express,
	),
});
const lost = json(
	{
		error: {
			message: "No models loaded. Please load a model in the developer page or use the `lms load` command.",
			type: "invalid_request_error",
			param: "model",
			code: "model_not_found",
		},
	},
	404,
	express,
);

export const lmstudio = [
	behaviour("healthy", routes(answer, list), ok({ server, chats: 1, notes: [] }), { target }),
	behaviour(
		"a wrong path is answered with 200",
		{ "*": unexpected("GET /models") },
		apiDown(["not_found", "not_an_api"], { server, nextStep: /v1\/models/ }),
		{ target, path: "/api/v1" },
	),
	behaviour(
		"the list works, the chat path does not, both with 200",
		routes(unexpected("POST /v1/chat/completions"), list),
		modelDown(["not_found", "error_in_200"], { server, words: /Unexpected endpoint/ }),
		{ target },
	),
	behaviour(
		"nothing is loaded, and loading on demand is off",
		routes(lost, list),
		modelDown(["model_not_found", "no_instance", "no_models"], { server, nextStep: /lms|models/ }),
		{ target },
	),
	behaviour(
		"nothing is loaded, so the list is empty",
		routes(lost, json(modelList([]), 200, express)),
		modelDown(["no_models", "model_not_found", "no_instance"]),
		{ target },
	),
	behaviour(
		"another model, the loaded one, answers",
		routes(json(completion("Hi", { model: "gemma-3-4b" }), 200, express), list),
		ok({ server, notes: ["other_model_answered"] }),
		{ target },
	),
	behaviour(
		"not to be woken: not loaded",
		routes(answer, list, state("not-loaded")),
		degraded("idle", null, { server, chats: 0 }),
		{ target: { ...target, noWake: true } },
	),
	behaviour(
		"not to be woken: loaded, so it is asked",
		routes(answer, list, state("loaded")),
		ok({ server, chats: 1 }),
		{ target: { ...target, noWake: true } },
	),
	behaviour(
		"the model crashed: `error` is a string",
		routes(
			json(
				{ error: "The model has crashed without additional information. (Exit code: 18446744072635812000)" },
				500,
				express,
			),
			list,
		),
		modelDown("server_error", { server, words: /crashed/ }),
		{ target },
	),
	behaviour(
		"the model crashed, under a 200",
		routes(json({ error: "The model has crashed without additional information. (Exit code: 6)" }, 200, express), list),
		modelDown(["error_in_200", "server_error"], { server, words: /crashed/ }),
		{ target },
	),
];
