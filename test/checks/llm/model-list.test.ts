import { expect, test } from "vitest";
import { readModelList } from "../../../src/checks/llm/dialects/openai/read-model-list.ts";
import { meantModel } from "../../../src/checks/llm/meant-model.ts";
import { isListed, isListedExactly, rankedModels } from "../../../src/checks/llm/model-list.ts";

const entries = (...ids: string[]) =>
	readModelList(JSON.stringify({ object: "list", data: ids.map((id) => ({ id })) }))?.models ?? [];

const choices: readonly (readonly [readonly string[], string | null])[] = [
	[["text-embedding-3-small", "gpt-4o-mini"], "gpt-4o-mini"],
	[["BAAI/bge-m3", "BAAI/bge-reranker-v2-m3", "Qwen/Qwen3-8B"], "Qwen/Qwen3-8B"],
	[["nomic-embed-text:latest", "llama3.2:latest"], "llama3.2:latest"],
	[["whisper-1", "tts-1-hd", "dall-e-3", "gpt-4o"], "gpt-4o"],
	[["openai/whisper-large-v3", "stabilityai/sdxl-turbo", "mistral-small"], "mistral-small"],
	[["intfloat/e5-large", "thenlper/gte-base", "gemma3:1b"], "gemma3:1b"],
	[["meta-llama/Llama-Guard-3-8B", "meta-llama/Llama-3.1-8B"], "meta-llama/Llama-3.1-8B"],
	[["Qwen3-Embedding-8B"], "Qwen3-Embedding-8B"],
	[["embarcadero-chat"], "embarcadero-chat"],
	[[], null],
];

test.each(choices)("of %j: %s", (ids, expected) => {
	expect(rankedModels(entries(...ids))[0] ?? null).toBe(expected);
});

test("GPUStack's categories count, and what is loaded comes first", () => {
	const body = JSON.stringify({
		data: [
			{ id: "a", categories: ["embedding"] },
			{ id: "b", status: { value: "unloaded" } },
			{ id: "c", status: { value: "loaded" } },
		],
	});
	expect(rankedModels(readModelList(body)?.models ?? [])).toEqual(["c", "b"]);
});

test.each([
	["llama3.2", "llama3.2:latest", true],
	["llama3.2:latest", "llama3.2", true],
	["QWEN/qwen3-8b", "Qwen/Qwen3-8B", true],
	["qwen3-8b", "myorg/Qwen3-8B", true],
	["myorg/qwen3-8b", "qwen3-8b", true],
	["llama3.2:1b", "llama3.2:latest", false],
	["qwen3", "qwen3-8b", false],
	["a/x", "b/x", false],
] as const)("%s listed as %s: %s", (model, listed, expected) => {
	expect(isListed(model, ["other", listed])).toBe(expected);
});

test.each([
	["llama3.2", "llama3.2:latest", true],
	["qwen3-8b", "qwen3-8b", true],
	["Qwen3-8b", "qwen3-8b", false],
	["qwen3-8b", "acme/qwen3-8b", false],
] as const)("%s listed exactly as %s: %s", (model, listed, expected) => {
	expect(isListedExactly(model, ["other", listed])).toBe(expected);
});

test.each([
	["Tiny", ["tiny"], null, "tiny"],
	["qwen3", ["acme/qwen3"], null, "acme/qwen3"],
	["qwen3-8", ["llama", "qwen3-8b"], null, "qwen3-8b"],
	["My-Alias", [], "The model `My-Alias` does not exist. Valid aliases: my-alias, other-alias.", "my-alias"],
	["qwn", [], "Model not found in the model list, uid: qwn. Available model uids: ['qwen', 'bge']", "qwen"],
	["m", [], "Call `/v1/models` to view available models for your key.", null],
	["wrong", ["tiny"], "Available model uids: []", null],
	["tiny", ["tiny"], null, null],
] as const)("for %s of %j, after %j: %s", (model, names, refusal, expected) => {
	expect(meantModel(model, names, refusal)).toBe(expected);
});
