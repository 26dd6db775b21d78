import { completion, modelList } from "../healthy.ts";
import { empty, events, json, silence, text } from "../replies.ts";
import { apiDown, asked, behaviour, chunk, degraded, impatient, modelDown, ok, routes } from "./behaviour.ts";

const server = "ollama";
const id = "llama3.2:latest";
const target = { model: "llama3.2" };
const list = json(modelList([id, "nomic-embed-text:latest"], "library"));
const answer = json(completion("How can I assist you", { model: "llama3.2", system_fingerprint: "fp_ollama" }));
const error = (status: number, message: string, type = "api_error") =>
	json({ error: { message, type, param: null, code: null } }, status);
const loaded = (...names: string[]) => ({
	"GET /api/ps": json({
		models: names.map((name) => ({
			name,
			model: name,
			size: 4e9,
			size_vram: 4e9,
			expires_at: "2026-01-01T00:05:00Z",
			context_length: 4096,
		})),
	}),
	"GET /": text("Ollama is running"),
	"GET /api/version": json({ version: "0.33.0" }),
});
const streaming = { ...target, stream: true };

export const ollama = [
	behaviour(
		"healthy: the list has a tag, the configuration has none",
		routes(answer, list, loaded(id)),
		ok({ server, chats: 1, notes: [] }),
		{ target },
	),
	behaviour(
		"it would generate without bound if asked in max_completion_tokens",
		routes((call) => (typeof asked(call).max_tokens === "number" ? answer : silence), list),
		ok({ server, chats: 1 }),
		{ target: { ...target, inferenceTimeoutMs: 800 } },
	),
	behaviour(
		"nothing installed: `data` is null",
		routes(error(404, "model 'llama3.2' not found", "not_found_error"), json({ object: "list", data: null }), loaded()),
		modelDown("model_not_found", { server: "ollama", nextStep: /ollama pull/ }),
		{ target },
	),
	behaviour(
		"nothing installed, no model named",
		routes(error(404, "model '' not found", "not_found_error"), json({ object: "list", data: null }), loaded()),
		modelDown("no_models", { chats: 0 }),
		{ target: { model: null } },
	),
	behaviour(
		"a foreign Host header: 403 with nothing in it",
		{ "*": empty(403) },
		apiDown(["host_not_allowed", "forbidden"]),
	),
	behaviour(
		"a model that was never pulled",
		routes(error(404, "model 'qwen3' not found", "not_found_error"), list),
		modelDown("model_not_found", { server, nextStep: /ollama (pull|list)|models/ }),
		{ target: { model: "qwen3" } },
	),
	behaviour(
		"an embedding model",
		routes(error(400, '"nomic-embed-text" does not support chat', "invalid_request_error"), list),
		modelDown("not_a_chat_model", { server, chats: 1 }),
		{ target: { model: "nomic-embed-text" } },
	),
	behaviour(
		"its queue is full",
		routes(error(503, "server busy, please try again.  maximum pending requests exceeded"), list),
		degraded("overloaded", "model_down", { server, chats: 1 }),
		{ target },
	),
	behaviour(
		"the runner crashed",
		routes(
			error(
				500,
				"model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details",
			),
			list,
		),
		modelDown("server_error", { server, words: /resource limitations/, chats: 2 }),
		{ target },
	),
	behaviour(
		"the runner was killed",
		routes(error(500, "llama-server process has terminated: signal: killed"), list),
		modelDown("server_error", { server }),
		{ target },
	),
	behaviour(
		"not enough memory for the model",
		routes(error(500, "model requires more system memory (8.4 GiB) than is available (4.1 GiB)"), list),
		modelDown("server_error", { server, words: /system memory/ }),
		{ target },
	),
	behaviour(
		"cold start: no answer in time, and the model is not in memory",
		routes(silence, list, loaded()),
		degraded("cold_start", "model_down", { server, chats: 1, nextStep: /ollama ps|api\/ps/ }),
		{ target: { ...target, ...impatient } },
	),
	behaviour(
		"cold start: another model is in memory",
		routes(silence, list, loaded("mistral:latest")),
		degraded("cold_start", "model_down", { server }),
		{ target: { ...target, ...impatient } },
	),
	behaviour(
		"no answer, and the model is in memory",
		routes(silence, list, loaded(id)),
		modelDown(["timeout", "hung"], { server }),
		{ target: { ...target, ...impatient } },
	),
	behaviour(
		"no answer, and /api/ps hangs too",
		routes(silence, list, { "GET /api/ps": silence }),
		modelDown(["timeout", "hung"], { server }),
		{ target: { ...target, ...impatient } },
	),
	behaviour(
		"not to be woken: not in memory",
		routes(answer, list, loaded()),
		degraded("idle", null, { server, chats: 0 }),
		{ target: { ...target, noWake: true } },
	),
	behaviour(
		"not to be woken: only another model is in memory",
		routes(answer, list, loaded("mistral:latest")),
		degraded("idle", null, { server, chats: 0 }),
		{ target: { ...target, noWake: true } },
	),
	behaviour("not to be woken: in memory, so it is asked", routes(answer, list, loaded(id)), ok({ server, chats: 1 }), {
		target: { ...target, noWake: true },
	}),
	behaviour(
		"thinking is on by default: content is empty",
		routes(
			json(
				completion(null, {
					model: "llama3.2",
					choices: [
						{
							index: 0,
							message: { role: "assistant", content: "", reasoning: "Okay, the user" },
							finish_reason: "length",
						},
					],
				}),
			),
			list,
		),
		ok({ server, chats: 1 }),
		{ target },
	),
	behaviour(
		"a cloud model without a sign-in",
		routes(json({ error: "unauthorized", signin_url: "https://ollama.com/connect" }, 401), list),
		modelDown("unauthorized", { server }),
		{ target },
	),
	behaviour(
		"cloud models are switched off",
		routes(json({ error: "cloud models are disabled" }, 403), list),
		modelDown("forbidden", { server }),
		{ target },
	),
	behaviour(
		"a stream",
		routes(
			events([
				chunk({ role: "assistant", content: "How" }),
				chunk({ content: " can" }),
				chunk({ content: "" }, "length"),
				"[DONE]",
			]),
			list,
		),
		ok({ server, answer: "How can" }),
		{ target: streaming },
	),
	behaviour(
		"the stream's error is swallowed: it ends cleanly, without a finish reason",
		routes(
			events([
				chunk({ role: "assistant", content: "How" }),
				{ id: "", object: "", created: 0, model: "", choices: [] },
			]),
			list,
		),
		modelDown("stream_cut", { server }),
		{ target: streaming },
	),
	behaviour(
		"the base URL has /v1 twice",
		{ "*": text("404 page not found", 404) },
		apiDown("not_found", { nextStep: /models/ }),
		{ path: "/v1/v1" },
	),
];
