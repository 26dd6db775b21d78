/** One listed model. */
export type ModelEntry = Readonly<{
	id: string;
	/** `false`: its name or the list says plainly that it is for something else. */
	canChat: boolean;
	/** Its state in the server's own word, such as `loaded`; `null`: the list does not say. */
	state: string | null;
	/** Other names for it. */
	aliases?: readonly string[];
	/** What is behind the name, such as the folder of its weights: two names of one root are one model. */
	root?: string | null;
	/** The exit code of its last run, when that failed. */
	exitCode?: number | null;
}>;

/** Names that say plainly that a model does not chat. */
const NOT_CHAT =
	/embed|rerank|(^|[/_:.-])(bge|gte|e5|clip|siglip|colbert|tts|whisper|asr|stt|moderation|guard|dall-e|sora|flux|sdxl|stable-diffusion|vits|bark|piper)([/_:.-]|\d|$)|text-to-speech|speech-to-text|transcri|-(ocr|image|audio|realtime)(-|$)|^(babbage|davinci)-/i;

/**
 * The first listed model that is not plainly for something else, one that is in memory before one that is not
 * (llama.cpp's router says so): choosing must not load a model. With nothing else, the first.
 */
export function chooseModel(models: readonly ModelEntry[]): string | null {
	const chatty = models.filter(({ canChat }) => canChat);
	const loaded = chatty.find(({ state }) => state === "loaded");
	return (loaded ?? chatty[0] ?? models[0])?.id ?? null;
}

/** Whether a model of this name may chat. */
export function mayChat(id: string): boolean {
	return !NOT_CHAT.test(id);
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
