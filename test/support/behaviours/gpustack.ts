import { completion, MODEL, modelList } from "../healthy.ts";
import { empty, events, json, silence, text } from "../replies.ts";
import { apiDown, behaviour, chunk, impatient, MODELS, modelDown, ok, routes } from "./behaviour.ts";

const server = "gpustack";
const list = (ids: readonly string[]) => json(modelList(ids, "gpustack"));
const healthyList = list([MODEL]);
const exception = (code: number, reason: string, message: string) => json({ code, reason, message }, code);
const openaiShape = (code: number, type: string, message: string) => json({ error: { message, code, type } }, code);
const wrongKey = exception(401, "Unauthorized", "Invalid authentication credentials");

export const gpustack = [
	behaviour("healthy", routes(undefined, healthyList), ok({ server, chats: 1, answer: "Hello! How can I" })),
	behaviour(
		"every model is down: the list is a 200 with nothing in it",
		routes(openaiShape(404, "NotFound", "Model not found or no running instances available"), list([])),
		modelDown(["no_models", "no_instance"], { nextStep: /Deployments|models/ }),
	),
	behaviour(
		"one model is down: it is missing from the list, and 2.1–2.2.3 call it not found",
		routes(openaiShape(404, "NotFound", "Model not found or no running instances available"), list(["other/model"])),
		modelDown("no_instance", { server, nextStep: /Deployments/ }),
	),
	behaviour(
		"deployed, listed, no instance runs",
		routes(openaiShape(503, "ServiceUnavailable", "No running instances available"), healthyList),
		modelDown("no_instance", { server, nextStep: /Deployments/, chats: 1 }),
	),
	behaviour(
		"the worker cannot find the instance",
		routes(exception(404, "NotFound", `No running model instance found for model name: ${MODEL}`), healthyList),
		modelDown("no_instance", { server, nextStep: /Deployments/ }),
	),
	behaviour(
		"a model nobody deployed",
		routes(openaiShape(404, "NotFound", "Model not found"), list(["other/model"])),
		modelDown("model_not_found", { server, nextStep: /models/ }),
	),
	behaviour(
		"2.0 refuses a model that was not granted with 403",
		routes(openaiShape(403, "Forbidden", "Model not found"), list(["other/model"])),
		modelDown(["forbidden", "model_not_found"], { server }),
	),
	behaviour(
		"the list carries the organisation, the configuration does not",
		routes(json(completion("Hi", { model: "acme/qwen3" })), list(["acme/qwen3"])),
		ok({ server, notes: [] }),
		{ target: { model: "qwen3" } },
	),
	behaviour(
		"up to 0.7.1 the list is the admin's management page; the model answers, and that is what counts",
		routes(undefined, json({ items: [{ id: 1, name: MODEL }], pagination: { page: 1, perPage: 100, total: 1 } })),
		ok({ server, chats: 1 }),
	),
	behaviour(
		"up to 0.7.1 the management page is closed to users; the model answers, and that is what counts",
		routes(undefined, exception(403, "Forbidden", "No permission")),
		ok({ server, chats: 1, notes: ["list_not_used"] }),
	),
	behaviour(
		"up to 0.7.1 the management page is closed to users, and no instance runs",
		routes(
			openaiShape(503, "ServiceUnavailable", "No running instances available"),
			exception(403, "Forbidden", "No permission"),
		),
		modelDown("no_instance", { server, chats: 1 }),
	),
	behaviour(
		"the one model is down: the list is empty, and chat says that nothing runs",
		routes(openaiShape(503, "ServiceUnavailable", "No running instances available"), list([])),
		modelDown("no_instance", { server, nextStep: /docker logs --tail 100 gpustack/, chats: 1 }),
	),
	behaviour(
		"the name in another case",
		routes(openaiShape(404, "NotFound", "Model not found"), list(["Qwen/qwen3-8b"])),
		modelDown("model_not_found", { server, words: /Did you mean Qwen\/qwen3-8b\?/ }),
		{ target: { model: "Qwen/Qwen3-8B" } },
	),
	behaviour(
		"wrong key, in its own shape",
		routes(wrongKey, wrongKey),
		apiDown("unauthorized", {
			headline: /key/i,
			words: /Invalid authentication credentials/,
			nextStep: /\$LLM_API_KEY/,
			chats: 0,
		}),
	),
	behaviour(
		"the key has no inference scope",
		routes(exception(403, "Forbidden", "API key does not have permission to access inference features"), healthyList),
		modelDown("forbidden", { server, words: /permission to access inference/, chats: 1 }),
	),
	behaviour(
		"the gateway's auth service fails and Envoy says 403",
		routes(undefined, empty(403, { server: "istio-envoy" }), { "GET /healthz": text('"ok"') }),
		apiDown("auth_service_failed", { nextStep: /healthz/ }),
	),
	behaviour(
		"the worker cannot be reached",
		routes(
			openaiShape(503, "ServiceUnavailable", "An unexpected error occurred: Cannot connect to host 10.0.0.5:40012"),
			healthyList,
		),
		modelDown(["no_instance", "gateway_error", "server_error"], { server }),
	),
	behaviour(
		"the engine did not answer the proxy within half an hour",
		routes(openaiShape(504, "GatewayTimeout", "Request to the engine timed out"), healthyList),
		modelDown(["gateway_error", "timeout"], { server }),
	),
	behaviour(
		"the engine hangs: nothing comes back at all",
		routes(silence, healthyList),
		modelDown(["timeout", "hung"], { server, chats: 1 }),
		{
			target: impatient,
		},
	),
	behaviour(
		"an unhandled exception",
		routes(exception(500, "Internal Server Error", "KeyError: 'usage'"), healthyList),
		modelDown("server_error", { server, chats: 2 }),
	),
	behaviour(
		"a validation error in its own shape",
		routes(exception(422, "Invalid", "body: field required"), healthyList),
		modelDown("rejected_request", { server }),
	),
	behaviour(
		"the engine's error passes through",
		routes(
			json({ object: "error", message: "CUDA out of memory.", type: "InternalServerError", code: 500 }, 500),
			healthyList,
		),
		modelDown("server_error", { server, words: /CUDA out of memory/ }),
	),
	behaviour(
		"the stream breaks in the middle, without [DONE]",
		routes(
			events([
				chunk({ role: "assistant", content: "Hel" }),
				{ error: { message: "Service unavailable", type: "ServiceUnavailable", code: 503 } },
			]),
			healthyList,
		),
		modelDown(["stream_error", "no_instance"], { server }),
		{ target: { stream: true } },
	),
	behaviour(
		"Envoy in front has nobody to ask",
		routes(undefined, text("no healthy upstream", 503, { server: "istio-envoy" })),
		apiDown("gateway_error", { words: /no healthy upstream/ }),
	),
	behaviour(
		"a list it does not know of, on the path it does",
		{ "GET /v1-openai/models": healthyList, [MODELS]: exception(404, "NotFound", "Not Found") },
		apiDown("not_found", { nextStep: /models/ }),
	),
];
