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
 * The listed models in the order in which a target that names none asks for one. Before all, what is in memory (llama.cpp's
 * router says so; `loaded` knows of others): choosing must not load a model. Last, what failed to load, and what is plainly
 * for something else only where there is nothing else.
 */
export function rankedModels(models: readonly ModelEntry[], loaded: readonly string[] = []): readonly string[] {
	const rank = ({ id, canChat, state, exitCode = null }: ModelEntry) => {
		if (!canChat) return 3;
		if (exitCode !== null) return 2;
		return state === "loaded" || isListed(id, loaded) ? 0 : 1;
	};
	const ranked = models.toSorted((one, other) => rank(one) - rank(other));
	const chatty = ranked.filter(({ canChat }) => canChat);
	return (chatty.length > 0 ? chatty : ranked).map(({ id }) => id);
}

/** All names under which the listed models can be asked. */
export function namesOf(models: readonly ModelEntry[]): readonly string[] {
	return models.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
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

/** Whether a list holds a model by exactly this name; `:latest` is what Ollama leaves out. */
export function isListedExactly(model: string, names: readonly string[]): boolean {
	const plain = (name: string) => name.replace(/:latest$/, "");
	return names.some((name) => plain(name) === plain(model));
}

const plainName = (name: string) => name.toLowerCase().replace(/:latest$/, "");
const afterSlash = (name: string) => name.slice(name.indexOf("/") + 1);
