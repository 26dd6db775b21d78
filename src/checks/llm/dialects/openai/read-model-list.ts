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
	return { models: list.flatMap(entryOf), server: serverOf(items, json) };
}

/** Keys that hold the list: OpenAI's `data` (Ollama: `data: null` for none), and other servers' names. */
const LIST_KEYS = ["data", "models", "model_list", "result", "results"];

/** A bare list, or one under a usual key, also one level deeper. */
function listOf(json: unknown, depth = 0): readonly unknown[] | null {
	if (Array.isArray(json)) return json;
	if (!isObject(json) || depth > 1) return null;
	const keys = isListOfGpuStack(json) ? [...LIST_KEYS, "items"] : LIST_KEYS;
	let first: readonly unknown[] | null = null;
	for (const key of keys) {
		const list = listOf(json[key], depth + 1);
		if (list?.some((item) => entryOf(item).length > 0)) return list;
		first ??= list;
	}
	return first ?? (json.data === null && json.object === "list" ? [] : null);
}

/** The list of GPUStack up to 0.7. */
function isListOfGpuStack(json: unknown): boolean {
	return isObject(json) && Array.isArray(json.items) && isObject(json.pagination);
}

/** The name to use in requests: not the id where that is an internal number. */
function idOf(item: JsonObject): string | null {
	const { id } = item;
	const names = ["name", "model", "model_name", "model_id", "key", "slug"].map((key) => textAt(item, key));
	return textAt(item, "id") ?? names.find((name) => name !== null) ?? (typeof id === "number" ? String(id) : null);
}

function entryOf(item: unknown): ModelEntry[] {
	const entry = typeof item === "string" ? { id: item } : item;
	const id = isObject(entry) ? idOf(entry) : null;
	if (!isObject(entry) || id === null || id.trim() === "") return [];
	const status = objectAt(entry, "status");
	return [
		{
			id,
			// Only asked where no model is named.
			get canChat() {
				return mayChat(id) && !isForOther(entry);
			},
			state: textAt(status, "value"),
			...{ aliases: aliasesOf(entry), root: textAt(entry, "root") },
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

function isForOther(item: JsonObject): boolean {
	const { categories, type, task } = item;
	const words = [categories, type, task].flat();
	// infinity says `["embed"]`, llama-server `["completion"]`.
	const abilities = listAt(item, "capabilities").filter((word) => typeof word === "string");
	const embedsOnly =
		abilities.length > 0 && abilities.every((word) => /^(embed|embedding|rerank|classify)/i.test(word));
	return embedsOnly || words.some((word) => typeof word === "string" && NOT_CHAT_CATEGORIES.test(word));
}

const OWNERS: Readonly<Record<string, ServerKind>> = {
	gpustack: "gpustack",
	vllm: "vllm",
	sglang: "sglang",
	llamacpp: "llama.cpp",
	library: "ollama",
	organization_owner: "lmstudio",
};

/** The server kind that the list shows. */
function serverOf(items: readonly JsonObject[], json: unknown): ServerKind | null {
	const owners = items.map((item) => textAt(item, "owned_by"));
	const known = owners.find((owner) => owner !== null && Object.hasOwn(OWNERS, owner));
	if (known) return OWNERS[known] ?? null;
	const first = items[0];
	if (first && textAt(first, "owned_by") === idOf(first) && first.created === 0) return "tgi";
	if (isObject(json) && json.data === null) return "ollama";
	return isListOfGpuStack(json) ? "gpustack" : null;
}
