import { empty, json } from "./replies.ts";
import type { Routes } from "./scripted-server.ts";

export const MODEL = "Qwen/Qwen3-8B";

/** A chat completion as vLLM sends it; `changes` replaces top-level fields. */
export function completion(content: string | null = "Hello! How can I", changes: object = {}): object {
	return {
		id: "chatcmpl-1",
		object: "chat.completion",
		created: 1_767_000_000,
		model: MODEL,
		choices: [{ index: 0, message: { role: "assistant", content }, logprobs: null, finish_reason: "length" }],
		usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
		...changes,
	};
}

export function modelList(ids: readonly string[] | null, ownedBy = "vllm"): object {
	const data = ids?.map((id) => ({ id, object: "model", created: 1_767_000_000, owned_by: ownedBy })) ?? null;
	return { object: "list", data };
}

/** Everything a healthy vLLM with one model answers. */
export function healthyRoutes(): Routes {
	return {
		"GET /v1/models": json(modelList([MODEL])),
		"POST /v1/chat/completions": json(completion()),
		"GET /health": empty(200),
		"GET /version": json({ version: "0.11.0" }),
	};
}
