import { completion, modelList } from "../healthy.ts";
import { events, hangUp, json, silence } from "../replies.ts";
import { apiDown, behaviour, chunk, degraded, impatient, metrics, modelDown, ok, routes } from "./behaviour.ts";

const server = "sglang";
const path = "/models/Qwen3-8B";
const list = json(modelList([path], "sglang"));
const answer = json(completion("Hello", { model: path }));
const flat = (code: number, type: string, message: string) =>
	json({ object: "error", message, type, param: null, code }, code);
const target = { model: path };
const load = (running: number, waiting: number, tokens: (nth: number) => number) =>
	metrics((nth) => ({
		[`sglang:num_running_reqs{model_name="${path}"}`]: running,
		[`sglang:num_queue_reqs{model_name="${path}"}`]: waiting,
		[`sglang:generation_tokens_total{model_name="${path}"}`]: tokens(nth),
		[`sglang:gen_throughput{model_name="${path}"}`]: 812.5,
	}));

export const sglang = [
	behaviour("healthy", routes(answer, list), ok({ server, chats: 1, notes: [] }), { target }),
	behaviour(
		"the key is compared as a whole header",
		routes(
			(call) => (call.headers.authorization?.startsWith("Bearer sk-") ? answer : json({ error: "Unauthorized" }, 401)),
			(call) => (call.headers.authorization?.startsWith("Bearer sk-") ? list : json({ error: "Unauthorized" }, 401)),
		),
		ok({ server }),
		{ target },
	),
	behaviour("wrong key", routes(answer, json({ error: "Unauthorized" }, 401)), apiDown("unauthorized", { chats: 0 }), {
		target,
	}),
	behaviour("served under its path, configured by its name, and it answers", routes(answer, list), ok({ server }), {
		target: { model: "Qwen3-8B" },
	}),
	behaviour(
		"a bad request in the flat shape",
		routes(flat(400, "BadRequest", "Input must be a list of messages"), list),
		modelDown("rejected_request", { server, words: /list of messages/ }),
		{ target },
	),
	behaviour(
		"the queue is full",
		routes(flat(503, "ServiceUnavailable", "The request queue is full."), list),
		degraded("overloaded", "model_down", { server, chats: 1, words: /queue is full/ }),
		{ target },
	),
	behaviour(
		"the queue is full, said in a stream after the 200",
		routes(
			events([
				{ error: { object: "error", message: "The request queue is full.", type: "ServiceUnavailable", code: 503 } },
				"[DONE]",
			]),
			list,
		),
		degraded("overloaded", "model_down", { server }),
		{ target: { ...target, stream: true } },
	),
	behaviour(
		"the scheduler is gone: 500 in the flat shape",
		routes(flat(500, "InternalServerError", "Scheduler hit an exception"), list),
		modelDown("server_error", { server, chats: 2 }),
		{ target },
	),
	behaviour(
		"the process dies with the request",
		routes(hangUp, list),
		modelDown("connection_closed", { server, chats: 2 }),
		{ target },
	),
	behaviour(
		"a long prefill: no answer, but the counters move",
		routes(silence, list, { "GET /metrics": load(8, 40, (nth) => 5000 + nth * 64) }),
		degraded("busy", "model_down", { server }),
		{ target: { ...target, ...impatient } },
	),
	behaviour(
		"the scheduler is stuck: requests there, counters frozen",
		routes(silence, list, { "GET /metrics": load(8, 40, () => 5000) }),
		modelDown("hung", { server }),
		{ target: { ...target, ...impatient } },
	),
	behaviour(
		"no answer, and metrics are not enabled",
		routes(silence, list),
		modelDown("timeout", { server, chats: 1 }),
		{ target: { ...target, ...impatient } },
	),
	behaviour(
		"a stream with the reasoning apart",
		routes(
			events([
				chunk({ role: "assistant", content: "" }),
				chunk({ content: null, reasoning_content: "Okay" }),
				chunk({ content: null, reasoning_content: ", so" }, "length"),
				"[DONE]",
			]),
			list,
		),
		ok({ server }),
		{ target: { ...target, stream: true } },
	),
];
