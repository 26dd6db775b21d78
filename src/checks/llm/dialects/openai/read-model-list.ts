import type { ServerKind } from "../../../../core/target/server-kind.ts";
import { isObject, type JsonObject, listAt, numberAt, objectAt, parseJson, textAt } from "../../json.ts";
import { type ModelEntry, mayChat } from "../../model-list.ts";
import type { ModelList } from "../dialect.ts";

/** The models of an answer to `GET /models`; `null` when it holds no list at all. */
export function readModelList(body: string): ModelList | null {
	const json = parseJson(body);
	const list = listOf(json);
	if (list === null) return null;
	const items = list.filter(isObject).filter((item) => idOf(item) !== null);
	return { models: items.flatMap(entryOf), server: serverOf(items, json) };
}

/** OpenAI's `{data: […]}` (Ollama: `data: null` for none), GPUStack's `{items, pagination}`, or a bare list. */
function listOf(json: unknown): readonly unknown[] | null {
	if (Array.isArray(json)) return json;
	if (!isObject(json)) return null;
	if (Array.isArray(json.data)) return json.data;
	if (json.data === null && json.object === "list") return [];
	return isListOfGpuStack(json) ? json.items : null;
}

/** The list of GPUStack up to 0.7. */
function isListOfGpuStack(json: unknown): json is JsonObject & Readonly<{ items: readonly unknown[] }> {
	return isObject(json) && Array.isArray(json.items) && isObject(json.pagination);
}

function idOf(item: JsonObject): string | null {
	return textAt(item, "id") ?? textAt(item, "name");
}

function entryOf(item: JsonObject): ModelEntry[] {
	const id = idOf(item);
	if (id === null) return [];
	const status = objectAt(item, "status");
	return [
		{
			...{ id, canChat: mayChat(id) && !isForOther(item), state: textAt(status, "value") },
			...{ aliases: aliasesOf(item), root: textAt(item, "root") },
			exitCode: status.failed === true ? (numberAt(status, "exit_code") ?? 1) : null,
		},
	];
}

/** llama.cpp's and llama-swap's other names for a model. */
function aliasesOf(item: JsonObject): readonly string[] {
	const names = [...listAt(item, "aliases"), ...listAt(objectAt(objectAt(item, "meta"), "llamaswap"), "aliases")];
	return names.filter((name) => typeof name === "string");
}

/** GPUStack says what a model is for. */
const NOT_CHAT_CATEGORIES = /embedding|reranker|image|speech|text_to_speech/i;

function isForOther({ categories, type, task }: JsonObject): boolean {
	return [categories, type, task].flat().some((word) => typeof word === "string" && NOT_CHAT_CATEGORIES.test(word));
}

const OWNERS: Readonly<Record<string, ServerKind>> = {
	gpustack: "gpustack",
	vllm: "vllm",
	sglang: "sglang",
	llamacpp: "llama.cpp",
	library: "ollama",
	organization_owner: "lmstudio",
};

/** What the list itself says of its server. */
function serverOf(items: readonly JsonObject[], json: unknown): ServerKind | null {
	const owners = items.map((item) => textAt(item, "owned_by"));
	const known = owners.find((owner) => owner !== null && Object.hasOwn(OWNERS, owner));
	if (known) return OWNERS[known] ?? null;
	const first = items[0];
	if (first && textAt(first, "owned_by") === idOf(first) && first.created === 0) return "tgi";
	return isListOfGpuStack(json) ? "gpustack" : null;
}
