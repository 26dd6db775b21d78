/** Which server software answered, as far as its answers show. Only the next step depends on it, never the verdict. */
export type ServerKind =
	| "gpustack"
	| "vllm"
	| "sglang"
	| "ollama"
	| "llama.cpp"
	| "litellm"
	| "tgi"
	| "localai"
	| "lmstudio"
	| "openai"
	| "azure"
	| "anthropic"
	| "cohere"
	| "mistral"
	| "openrouter"
	| "unknown";

/** A provider's machine: no command of the next step can run on it, and nothing is known about its inside. */
const HOSTED = {
	openai: true,
	azure: true,
	anthropic: true,
	cohere: true,
	mistral: true,
	openrouter: true,
	gpustack: false,
	vllm: false,
	sglang: false,
	ollama: false,
	"llama.cpp": false,
	litellm: false,
	tgi: false,
	localai: false,
	lmstudio: false,
	unknown: false,
} as const satisfies Record<ServerKind, boolean>;

export function isHosted(server: ServerKind): boolean {
	return HOSTED[server];
}
