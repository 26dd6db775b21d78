/** Who answered, as far as the answers themselves tell. Never needed for the verdict, only for the next step. */
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

/** Somebody else's machine: no command of ours reaches it, and what broke in it is not known here. */
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
