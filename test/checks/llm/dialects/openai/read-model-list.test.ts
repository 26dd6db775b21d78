import { describe, expect, test } from "vitest";
import { readModelList } from "../../../../../src/checks/llm/dialects/openai/read-model-list.ts";

const lists: readonly (readonly [string, string, readonly string[] | null])[] = [
	["OpenAI", '{"object":"list","data":[{"id":"a"},{"id":"b"}]}', ["a", "b"]],
	["Ollama with nothing installed", '{"object":"list","data":null}', []],
	["GPUStack up to 0.7", '{"items":[{"id":1,"name":"qwen3"}],"pagination":{"page":1}}', ["qwen3"]],
	["a bare list", '[{"id":"a"}]', ["a"]],
	["entries that are none", '{"data":[null,1,{},{"id":""},{"id":"a"}]}', ["a"]],
	["no list", '{"status":"ok"}', null],
	["`items` of something else", '{"items":[{"name":"a"}]}', null],
	["`data` that is no list", '{"data":{"id":"a"}}', null],
	["null", "null", null],
	["HTML", "<html></html>", null],
];

describe("reading a list:", () => {
	test.each(lists)("%s", (_name, body, expected) => {
		expect(readModelList(body)?.models.map(({ id }) => id) ?? null).toEqual(expected);
	});
});

test.each([
	["vllm", '{"data":[{"id":"m","owned_by":"vllm"}]}', "vllm"],
	["TGI: owner is the id", '{"data":[{"id":"m","owned_by":"m","created":0}]}', "tgi"],
	["GPUStack up to 0.7", '{"items":[{"name":"m"}],"pagination":{}}', "gpustack"],
	["nobody", '{"data":[{"id":"m","owned_by":"toString"}]}', null],
] as const)("who lists: %s", (_name, body, expected) => {
	expect(readModelList(body)?.server).toBe(expected);
});
