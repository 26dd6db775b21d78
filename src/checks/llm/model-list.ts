/** One listed model. */
export type ModelEntry = Readonly<{
	id: string;
	/** `false`: its name or the list clearly shows another purpose. */
	canChat: boolean;
	/** Its state as the server names it, such as `loaded`; `null`: the list does not say. */
	state: string | null;
	/** Other names for it. */
	aliases?: readonly string[];
	/** What the name refers to, such as the weights folder: names with one root are one model. */
	root?: string | null;
	/** The exit code of its last run, when that failed. */
	exitCode?: number | null;
}>;

/** Names that clearly mean that a model does not chat. */
const NOT_CHAT =
	/embed|rerank|(^|[/_:.-])(bge|gte|e5|clip|siglip|colbert|tts|whisper|asr|stt|moderation|guard|dall-e|sora|flux|sdxl|stable-diffusion|vits|bark|piper)([/_:.-]|\d|$)|text-to-speech|speech-to-text|transcri|-(ocr|image|audio|realtime)(-|$)|^(babbage|davinci)-/i;

/**
 * The listed models in the order to try them for a target that names none. First those in memory (by llama.cpp's
 * router, or in `loaded`): choosing must not load a model. Last those that failed to load. Models with another purpose
 * only where there are no others.
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

/** All names and aliases of the listed models. */
export function namesOf(models: readonly ModelEntry[]): readonly string[] {
	return models.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
}

/** Whether a model of this name may chat. */
export function mayChat(id: string): boolean {
	return !NOT_CHAT.test(id);
}

/** Whether a list holds a model, ignoring what servers change in names: case, Ollama's `:latest`, a leading `org/`. */
export function isListed(model: string, ids: readonly string[]): boolean {
	const wanted = plainName(model);
	return ids.some((id) => {
		const listed = plainName(id);
		return listed === wanted || afterSlash(listed) === wanted || listed === afterSlash(wanted);
	});
}

/** Whether a list holds exactly this name, apart from `:latest`, which Ollama may omit. */
export function isListedExactly(model: string, names: readonly string[]): boolean {
	const plain = (name: string) => name.replace(/:latest$/, "");
	return names.some((name) => plain(name) === plain(model));
}

const plainName = (name: string) => name.toLowerCase().replace(/:latest$/, "");
const afterSlash = (name: string) => name.slice(name.indexOf("/") + 1);
