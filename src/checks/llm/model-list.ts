import type { ServerKind } from "../../core/target/server-kind.ts";
import { isObject, type JsonObject, parseJson, textAt } from "./json.ts";

export type ModelEntry = Readonly<{ id: string; owner: string | null; raw: JsonObject }>;

/** The models of an answer to `GET /models`; `null` when it holds no list at all. */
export function readModelList(body: string): readonly ModelEntry[] | null {
	const list = listOf(parseJson(body));
	return list === null ? null : list.flatMap(entryOf);
}

/** OpenAI's `{data: […]}` (Ollama: `data: null` for none), GPUStack's `{items, pagination}`, or a bare list. */
function listOf(json: unknown): readonly unknown[] | null {
	if (Array.isArray(json)) return json;
	if (!isObject(json)) return null;
	if (Array.isArray(json.data)) return json.data;
	if (json.data === null && json.object === "list") return [];
	if (Array.isArray(json.items) && isObject(json.pagination)) return json.items;
	return null;
}

function entryOf(item: unknown): ModelEntry[] {
	const id = textAt(item, "id") ?? textAt(item, "name");
	return id !== null && isObject(item) ? [{ id, owner: textAt(item, "owned_by"), raw: item }] : [];
}

/** Names that say plainly that a model does not chat. */
const NOT_CHAT =
	/embed|rerank|(^|[/_:.-])(bge|gte|e5|clip|siglip|colbert|tts|whisper|asr|stt|moderation|guard|dall-e|sora|flux|sdxl|stable-diffusion|vits|bark|piper)([/_:.-]|\d|$)|text-to-speech|speech-to-text|transcri|-(ocr|image|audio|realtime)(-|$)|^(babbage|davinci)-/i;

/** GPUStack says what a model is for. */
const NOT_CHAT_CATEGORIES = /embedding|reranker|image|speech|text_to_speech/i;

/**
 * The first listed model that is not plainly for something else, one that is in memory before one that is not
 * (llama.cpp's router says so): choosing must not load a model. With nothing else, the first.
 */
export function chooseModel(models: readonly ModelEntry[]): string | null {
	const chatty = models.filter(canChat);
	const loaded = chatty.find(({ raw }) => isObject(raw.status) && raw.status.value === "loaded");
	return (loaded ?? chatty[0] ?? models[0])?.id ?? null;
}

function canChat({ id, raw }: ModelEntry): boolean {
	const categories = [raw.categories, raw.type, raw.task].flat().filter((word) => typeof word === "string");
	return !NOT_CHAT.test(id) && !categories.some((word) => NOT_CHAT_CATEGORIES.test(word));
}

/** Whether a list holds a model, forgiving what servers do to names: case, Ollama's `:latest`, an `org/` before them. */
export function isListed(model: string, ids: readonly string[]): boolean {
	const wanted = plainName(model);
	return ids.some((id) => {
		const listed = plainName(id);
		return listed === wanted || afterSlash(listed) === wanted || listed === afterSlash(wanted);
	});
}

const plainName = (name: string) => name.toLowerCase().replace(/:latest$/, "");
const afterSlash = (name: string) => name.slice(name.indexOf("/") + 1);

const OWNERS: Readonly<Record<string, ServerKind>> = {
	gpustack: "gpustack",
	vllm: "vllm",
	sglang: "sglang",
	llamacpp: "llama.cpp",
	library: "ollama",
	organization_owner: "lmstudio",
};

/** What the list itself says of its server. */
export function kindOfList(models: readonly ModelEntry[], body: string): ServerKind | null {
	const first = models[0];
	const known = models
		.map(({ owner }) => owner !== null && Object.hasOwn(OWNERS, owner) && OWNERS[owner])
		.find(Boolean);
	if (known) return known;
	if (first && first.owner === first.id && first.raw.created === 0) return "tgi";
	const json = parseJson(body);
	if (isObject(json) && Array.isArray(json.items) && isObject(json.pagination)) return "gpustack";
	return null;
}
