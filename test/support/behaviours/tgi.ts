import { completion } from "../healthy.ts";
import { empty, events, json, silence } from "../replies.ts";
import { behaviour, chunk, degraded, impatient, metrics, modelDown, ok, routes } from "./behaviour.ts";

const server = "tgi";
const id = "mistralai/Mistral-7B-Instruct-v0.3";
const target = { model: id };
const list = json({ object: "list", data: [{ id, object: "model", created: 0, owned_by: id }] });
const answer = json(completion("Hello", { model: id, system_fingerprint: "3.3.7-native" }));
const error = (status: number, type: string, message: string) => json({ error: message, error_type: type }, status);
const batches = (queue: number, batch: number, tokens: (nth: number) => number) =>
	metrics((nth) => ({
		tgi_queue_size: queue,
		tgi_batch_current_size: batch,
		tgi_request_generated_tokens_sum: tokens(nth),
		'tgi_batch_inference_count{method="decode"}': tokens(nth),
	}));

export const tgi = [
	behaviour("healthy", routes(answer, list), ok({ server, chats: 1, notes: [] }), { target }),
	behaviour(
		"the name is ignored and echoed back",
		routes(json(completion("Hi", { model: "tgi" })), list),
		ok({ server }),
		{ target: { model: "tgi" } },
	),
	behaviour(
		"wrong key: 401 with nothing in it, and the list is open",
		routes(empty(401), list),
		modelDown("unauthorized", { server, chats: 1 }),
		{ target },
	),
	behaviour(
		"the generation failed: 424",
		routes(error(424, "generation", "Request failed during generation: Server error: CUDA out of memory"), list),
		modelDown("server_error", { server, words: /CUDA out of memory/ }),
		{ target },
	),
	behaviour(
		"incomplete generation: 500",
		routes(error(500, "incomplete_generation", "Incomplete generation"), list),
		modelDown("server_error", { server }),
		{ target },
	),
	behaviour(
		"128 at a time: 429 that is no rate limit",
		routes(error(429, "overloaded", "Model is overloaded"), list),
		degraded("overloaded", "model_down", { server, chats: 1 }),
		{ target },
	),
	behaviour(
		"the question is too long for it: 422",
		routes(
			error(
				422,
				"validation",
				"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8. Given: 12 `inputs` tokens and 5 `max_new_tokens`",
			),
			list,
		),
		modelDown("context_too_small", { server }),
		{ target },
	),
	behaviour(
		"the shards are gone: 503 unhealthy",
		routes(error(503, "healthcheck", "unhealthy"), list),
		modelDown("no_instance", { server }),
		{ target },
	),
	behaviour(
		"an error in the stream, 422 whatever the cause, then [DONE]",
		routes(
			events([
				chunk({ role: "assistant", content: "Hel" }),
				{ error: { message: "Request failed during generation: Server error: NCCL", http_status_code: 422 } },
				"[DONE]",
			]),
			list,
		),
		modelDown("stream_error", { server, words: /NCCL/ }),
		{ target: { ...target, stream: true } },
	),
	behaviour(
		"busy: the batch is full and tokens flow",
		routes(silence, list, { "GET /metrics": batches(12, 32, (nth) => 900 + nth * 32) }),
		degraded("busy", "model_down", { server }),
		{ target: { ...target, ...impatient } },
	),
	behaviour(
		"hung: the batch stands still",
		routes(silence, list, { "GET /metrics": batches(12, 32, () => 900) }),
		modelDown("hung", { server }),
		{ target: { ...target, ...impatient } },
	),
	behaviour(
		"Hugging Face's way to say that it loads",
		routes(json({ error: "Model bigscience/bloom is currently loading", estimated_time: 20 }, 503), list),
		degraded("loading", "model_down"),
		{ target },
	),
];
