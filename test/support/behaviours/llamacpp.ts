import { completion, modelList } from "../healthy.ts";
import { events, json, silence, stream } from "../replies.ts";
import { apiDown, behaviour, chunk, degraded, impatient, metrics, modelDown, ok, routes } from "./behaviour.ts";

const server = "llama.cpp";
const headers = { server: "llama.cpp" };
const id = "qwen3-8b-q4_k_m.gguf";
const target = { model: id };
const list = json(modelList([id], "llamacpp"), 200, headers);
const answer = json(
	completion("Hello", { model: id, timings: { predicted_n: 5, predicted_per_second: 41.2 } }),
	200,
	headers,
);
const error = (code: number, type: string, message: string, more: object = {}) =>
	json({ error: { message, type, code, ...more } }, code, headers);
const loading = error(503, "unavailable_error", "Loading model");
const props = (is_sleeping: boolean) => ({
	"GET /props": json({ build_info: "b6000", total_slots: 4, is_sleeping }, 200, headers),
});
const router = (value: string, more: object = {}) => {
	const models = json(
		{ object: "list", data: [{ id, object: "model", owned_by: "llamacpp", created: 1, status: { value, ...more } }] },
		200,
		headers,
	);
	return { "GET /v1/models": models, "GET /models": models, "GET /props": json({ role: "router" }, 200, headers) };
};
const slots = (processing: number, deferred: number, tokens: (nth: number) => number) =>
	metrics((nth) => ({
		"llamacpp:requests_processing": processing,
		"llamacpp:requests_deferred": deferred,
		"llamacpp:tokens_predicted_total": tokens(nth),
		"llamacpp:prompt_tokens_total": 900,
	}));
const noWake = { ...target, noWake: true };
const hasty = { ...target, ...impatient };

export const llamacpp = [
	behaviour("healthy", routes(answer, list), ok({ server, chats: 1, notes: [] }), { target }),
	behaviour(
		"loading: the list is there, the model is not",
		routes(loading, list, { "GET /health": loading }),
		degraded("loading", "model_down", { server, chats: 1 }),
		{ target },
	),
	behaviour(
		"loading, seen at the list (a proxy that asks /health)",
		routes(loading, loading),
		degraded("loading", "model_down", {}),
		{ target },
	),
	behaviour(
		"wrong key: the list is public",
		routes(error(401, "authentication_error", "Invalid API Key"), list),
		modelDown("unauthorized", { server, headline: /key/i, nextStep: /chat\/completions/, chats: 1 }),
		{ target },
	),
	behaviour("loading hides the wrong key", routes(loading, list), degraded("loading", "model_down", { server }), {
		target,
	}),
	behaviour(
		"one model, and any name will do",
		routes(json(completion("Hi", { model: "whatever" }), 200, headers), list),
		ok({ server }),
		{ target: { model: "whatever" } },
	),
	behaviour(
		"the context is smaller than the question",
		routes(
			error(400, "exceed_context_size_error", "the request exceeds the available context size, try increasing it", {
				n_prompt_tokens: 40,
				n_ctx: 16,
			}),
			list,
		),
		modelDown("context_too_small", { server, chats: 1 }),
		{ target },
	),
	behaviour("wrong path", { "*": error(404, "not_found_error", "File Not Found") }, apiDown("not_found", { server }), {
		target,
		path: "/api/v1",
	}),
	behaviour(
		"out of memory while decoding",
		routes(error(500, "server_error", "Compute error."), list),
		modelDown("server_error", { server, chats: 2 }),
		{ target },
	),
	behaviour(
		"router: unknown model, said with 400",
		routes(error(400, "invalid_request_error", "model not found"), list),
		modelDown("model_not_found", { server }),
		{ target: { model: "other.gguf" } },
	),
	behaviour(
		"router: not loaded, and autoload is off",
		{ ...routes(error(400, "invalid_request_error", "model is not loaded")), ...router("unloaded") },
		modelDown(["model_not_found", "no_instance"], { server }),
		{ target },
	),
	behaviour(
		"router: the child process is dead",
		{
			...routes(error(500, "server_error", "proxy error: Could not establish connection")),
			...router("loaded", { failed: true, exit_code: 139 }),
		},
		modelDown("server_error", { server }),
		{ target },
	),
	behaviour(
		"router, not to be woken: unloaded",
		{ ...routes(answer), ...router("unloaded") },
		degraded("idle", null, { server, chats: 0 }),
		{ target: noWake },
	),
	behaviour(
		"router, not to be woken: sleeping",
		{ ...routes(answer), ...router("sleeping") },
		degraded("idle", null, { server, chats: 0 }),
		{ target: noWake },
	),
	behaviour(
		"router, not to be woken: loaded, so it is asked",
		{ ...routes(answer), ...router("loaded") },
		ok({ server, chats: 1 }),
		{ target: noWake },
	),
	behaviour(
		"asleep, and not to be woken: /health would say 200",
		routes(answer, list, props(true)),
		degraded("idle", null, { server, chats: 0 }),
		{ target: noWake },
	),
	behaviour("awake, looked at first", routes(answer, list, props(false)), ok({ server, chats: 1 }), { target: noWake }),
	behaviour(
		"busy: deferred requests, tokens flow",
		routes(silence, list, { "GET /metrics": slots(4, 3, (nth) => 500 + nth * 20) }),
		degraded("busy", "model_down", { server }),
		{ target: hasty },
	),
	behaviour(
		"hung: deferred requests, nothing moves",
		routes(silence, list, { "GET /metrics": slots(4, 3, () => 500) }),
		modelDown("hung", { server }),
		{ target: hasty },
	),
	behaviour(
		"no answer, and metrics are off: 501",
		routes(silence, list, {
			"GET /metrics": error(
				501,
				"not_supported_error",
				"This server does not support metrics endpoint. Start it with `--metrics`",
			),
		}),
		modelDown("timeout", { server }),
		{ target: hasty },
	),
	behaviour(
		"all HTTP threads are taken: not even the list comes",
		{ "*": silence },
		apiDown("timeout", { nextStep: /health|metrics/ }),
		{ target: hasty },
	),
	behaviour(
		"a stream with timings in its last chunk",
		routes(
			events([
				chunk({ role: "assistant", content: null }),
				chunk({ content: "Hel" }),
				chunk({ content: "lo" }),
				chunk({}, "length", { timings: { predicted_n: 2 } }),
				"[DONE]",
			]),
			list,
		),
		ok({ server, answer: "Hello" }),
		{ target: { ...target, stream: true } },
	),
	behaviour(
		"a newer list: `models` beside `data`",
		routes(answer, json({ models: [{ name: id, model: id }], ...modelList([id], "llamacpp") }, 200, headers)),
		ok({ server, chats: 1, notes: [] }),
		{ target },
	),
	behaviour(
		"a stream that begins with a field `error`",
		routes(
			stream(['error: {"code":500,"message":"failed to decode, ret = -3","type":"server_error"}\n\n'], "clean", {
				"content-type": "text/event-stream",
			}),
			list,
		),
		modelDown("stream_error", { server, words: /failed to decode/ }),
		{ target: { ...target, stream: true } },
	),
];
