import { completion, modelList } from "../healthy.ts";
import { json, text } from "../replies.ts";
import { behaviour, inTurn, modelDown, ok, routes } from "./behaviour.ts";

/** SGLang's router and vLLM's, which was made from it: recorded from real ones without a worker, and with one that died. */
const server = "sglang-router";
const id = "qwen";
const target = { model: id };
/** Routers pass the list on as text. */
const list = text(JSON.stringify(modelList([id], "local")));
const error = (status: number, code: string, message: string) =>
	json({ error: { type: "Service Unavailable", code, message } }, status, { "x-smg-error-code": code });
const noWorker = error(503, "no_available_workers", "No available workers (all circuits open or unhealthy)");
const justDied = error(
	500,
	"call_upstream_request_error",
	"error sending request for url (http://127.0.0.1:18310/v1/chat/completions). URL: http://127.0.0.1:18310",
);
const unreached = text("Request failed: error sending request for url (http://127.0.0.1:18310/v1/models)", 500);
/** Where both say which workers they have. */
const workers = {
	"GET /workers": json({ workers: [], total: 0 }),
	"GET /readiness": json({ status: "not ready" }, 503),
};
const down = (chats: number) => modelDown(["no_instance", "gateway_error"], { server, nextStep: /\/workers/, chats });

export const routers = [
	behaviour("healthy", routes(json(completion("Hi", { model: id })), list), ok({ server, notes: [] }), { target }),
	behaviour("no worker, told at the list", { ...workers, "*": text("No models available", 503) }, down(0), { target }),
	behaviour("the worker is gone, told at the question", routes(noWorker, list), down(1), { target }),
	behaviour("the worker has just died", routes(justDied, list), down(2), { target }),
	behaviour(
		"the worker has just died, and another one answers",
		routes(inTurn(justDied, json(completion("Hi", { model: id }))), list),
		ok({ server, notes: ["retried"] }),
		{ target },
	),
	behaviour("vLLM's: no worker", { "*": text("No workers are currently available", 503) }, down(0), { target }),
	behaviour("vLLM's: the worker has just died, told at the list", { "*": unreached }, down(0), { target }),
];
