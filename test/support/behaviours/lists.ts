import { completion, MODEL, modelList } from "../healthy.ts";
import { json, text } from "../replies.ts";
import type { Route } from "../scripted-server.ts";
import { apiDown, asked, behaviour, degraded, modelDown, ok, routes } from "./behaviour.ts";

/** Lists of models that are empty, of another shape, closed or not there, before a model that is named; and none named. */
const fine = json(completion());
const notFound = json({ detail: "Not Found" }, 404);
const noChat = json({ error: { message: '"emb" does not support chat', type: "invalid_request_error" } }, 400);
const noInstance = json(
	{ error: { message: "No running instances available", code: 503, type: "ServiceUnavailable" } },
	503,
);
const named =
	(answers: Readonly<Record<string, ReturnType<typeof json>>>): Route =>
	(call) =>
		answers[String(asked(call).model)] ?? notFound;
const without = { target: { model: null } };
const noList = { target: { list: "none" as const } };
const shapes = {
	"names under `models`": { models: [MODEL] },
	"names under `data`": { object: "list", data: [MODEL] },
	"objects under `models`": { models: [{ name: MODEL }] },
	"numbers for ids": { object: "list", data: [{ id: 2, name: MODEL }] },
	"a list in a result": { result: { data: [{ id: MODEL }] }, success: true },
};

const shaped = Object.entries(shapes).map(([name, body]) =>
	behaviour(name, routes(fine, json(body)), ok({ chats: 1, notes: [] })),
);

const unlisted = [
	behaviour(
		"an empty list, and the model answers",
		routes(fine, json(modelList([]))),
		ok({ notes: ["model_not_listed"] }),
	),
	behaviour("an empty list, and nothing runs", routes(noInstance, json(modelList([]))), modelDown("no_instance")),
	behaviour("another shape, and the model answers", routes(fine, json({ hello: 1 })), ok({ notes: ["list_not_used"] })),
	behaviour("another shape, and no chat route", routes(notFound, json({ hello: 1 })), apiDown("not_an_api")),
	behaviour(
		"closed to the key, and nothing runs",
		routes(noInstance, json({ detail: "no" }, 403)),
		modelDown("no_instance"),
	),
	behaviour(
		"no list, and the model answers",
		routes(fine, notFound),
		degraded("no_model_list", null, { stage: "api", chats: 1, nextStep: /"list": "none"/ }),
	),
	behaviour("no list, and no chat route", routes(notFound, notFound), apiDown("not_found")),
	behaviour(
		"no list, and the key is refused",
		routes(json({ error: "no key" }, 401), notFound),
		apiDown("unauthorized"),
	),
	behaviour("no list, and no model named", routes(fine, notFound), apiDown("not_found", { chats: 0 }), without),
	behaviour("it is down, and nobody asks the model", routes(fine, json({ error: "boom" }, 503)), {
		...apiDown(["server_error", "gateway_error"]),
		chats: 0,
	}),
];

const toldSo = [
	behaviour(
		"told that there is no list: the model answers",
		routes(fine, notFound),
		ok({ chats: 1, also: noGet }),
		noList,
	),
	behaviour("told that there is no list: nothing runs", routes(noInstance, notFound), modelDown("no_instance"), noList),
	behaviour("told that there is no list: no chat route", routes(notFound, notFound), apiDown("not_found"), noList),
	behaviour(
		"told that there is no list: a gateway's page",
		routes(text("<title>502 Bad Gateway</title>", 502), notFound),
		apiDown("gateway_error"),
		noList,
	),
];

function noGet({ calls }: { calls: readonly { method: string }[] }): void {
	if (calls.some(({ method }) => method === "GET")) throw new Error("asked for the list");
}

const chosen = [
	behaviour(
		"none named: what refuses chat is passed over",
		routes(named({ emb: noChat, qwen: fine }), json(modelList(["emb", "qwen"]))),
		ok({ chats: 2, notes: ["model_chosen", "other_model_answered"] }),
		without,
	),
	behaviour(
		"none named: what failed to load comes last",
		routes(named({ b: fine }), json({ data: [{ id: "a", status: { value: "unloaded", failed: true } }, { id: "b" }] })),
		ok({ chats: 1 }),
		without,
	),
	behaviour(
		"none named: three are tried at most",
		routes(noChat, json(modelList(["a", "b", "c", "d"]))),
		modelDown("not_a_chat_model", { chats: 3, words: /asked a/ }),
		without,
	),
	behaviour(
		"none named: Ollama's is one that is in memory",
		routes(named({ "in:latest": fine }), json(modelList(["out:latest", "in:latest"], "library")), {
			"GET /api/ps": json({ models: [{ name: "in:latest" }] }),
		}),
		ok({ chats: 1 }),
		without,
	),
	behaviour(
		"a name in another case: vLLM offers its own",
		routes(
			json({ error: { message: "The model `M` does not exist. Valid aliases: my-alias, other.", code: 404 } }, 404),
			json(modelList(["root"])),
		),
		modelDown("model_not_found", { words: /Did you mean my-alias\?/ }),
		{ target: { model: "My-Alias" } },
	),
];

export const lists = [...shaped, ...unlisted, ...toldSo, ...chosen];
