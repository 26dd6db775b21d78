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
