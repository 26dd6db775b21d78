import { describe, expect, test } from "vitest";
import { kindOfAnswer, proxyOfAnswer } from "../../../src/checks/llm/recognise.ts";
import type { ServerKind } from "../../../src/core/target/server-kind.ts";
import type { HeaderMap } from "../../../src/http/reply.ts";

const json = { "content-type": "application/json" };
const text = { "content-type": "text/plain; charset=utf-8" };
const listOf = (...entries: readonly object[]) => JSON.stringify({ data: entries, object: "list" });

/** As real servers answered. */
const answers: readonly (readonly [string, HeaderMap, string, ServerKind | null])[] = [
	[
		"LiteLLM by the one time of all its models",
		json,
		listOf({ id: "a", created: 1_677_610_602, owned_by: "openai" }, { id: "b", created: 1_677_610_602 }),
		"litellm",
	],
	[
		"OpenAI's own list, which has that time once",
		json,
		listOf(
			{ id: "gpt-3.5-turbo", created: 1_677_610_602, owned_by: "openai" },
			{ id: "gpt-5", created: 1_754_000_000 },
		),
		null,
	],
	[
		"LiteLLM by its own refusal",
		json,
		'{"error":{"message":"No connected db.","type":"no_db_connection","param":null,"code":"400"}}',
		"litellm",
	],
	[
		"llama-swap by its list, not by its engine's header",
		{ ...json, server: "llama.cpp" },
		listOf({ id: "tiny", owned_by: "llama-swap" }),
		"llama-swap",
	],
	["llama-swap by its refusal", json, '{"src":"llama-swap","error":{"code":"not_found"}}', "llama-swap"],
	["a router by its list, passed on as text", text, listOf({ id: "qwen", owned_by: "local" }), "sglang-router"],
	["a router without workers", text, "No models available", "sglang-router"],
	["a router by its header", { "x-smg-error-code": "no_available_workers" }, "{}", "sglang-router"],
	["vLLM's router", text, "Request failed: error sending request for url (http://10.0.0.7/v1/models)", "sglang-router"],
	[
		"transformers serve",
		json,
		listOf({ owned_by: "local", id: "tiny", created: 0, status: { value: "loaded" } }),
		"transformers",
	],
	["infinity", json, listOf({ id: "minilm", owned_by: "infinity", capabilities: ["embed"] }), "infinity"],
	[
		"Ray Serve",
		text,
		"Request dropped due to backpressure (num_queued_requests=1, max_queued_requests=1).",
		"ray-serve",
	],
	[
		"Xinference by its challenge",
		{ "www-authenticate": 'Bearer scope="models:list"' },
		'{"detail":"Could not"}',
		"xinference",
	],
	["Text Embeddings Inference", json, '{"error":"batch size 33 > 32","error_type":"Validation"}', "tei"],
	["Text Generation Inference", json, '{"error":"Model is overloaded","error_type":"overloaded"}', "tgi"],
	["Ollama with nothing installed", json, '{"object":"list","data":null}', "ollama"],
	[
		"GPUStack up to 0.7 without a model",
		json,
		'{"items":[],"pagination":{"page":1,"perPage":100,"total":0}}',
		"gpustack",
	],
	["nobody that is known", json, listOf({ id: "m", owned_by: "me", created: 5 }), null],
];

describe("who answers", () => {
	test.each(answers)("%s", (_name, headers, body, kind) => {
		expect(kindOfAnswer(headers, body)).toBe(kind);
	});
});

test.each([
	["nginx", { server: "nginx/1.22.1" }, "", "nginx"],
	["Caddy", { server: "Caddy" }, "", "caddy"],
	["an Envoy of Istio's", { server: "istio-envoy" }, "", "envoy"],
	[
		"HAProxy by its page",
		{},
		"<html><body><h1>503 Service Unavailable</h1>\nNo server is available\n</body></html>",
		"haproxy",
	],
	["uvicorn, which says nothing", { server: "uvicorn" }, "{}", null],
] as const)("the proxy before it: %s", (_name, headers, body, kind) => {
	expect(proxyOfAnswer(headers, body)).toBe(kind);
});
