/** The server software, as far as its answers show. */
export type ServerKind =
	| "gpustack"
	| "vllm"
	| "sglang"
	| "ollama"
	| "llama.cpp"
	| "llama-swap"
	| "litellm"
	/** SGLang's router and vLLM's, which is derived from it. */
	| "sglang-router"
	| "ray-serve"
	| "tgi"
	| "tei"
	| "infinity"
	| "transformers"
	| "xinference"
	| "triton"
	| "localai"
	| "lmstudio"
	| "openai"
	| "azure"
	| "anthropic"
	| "cohere"
	| "mistral"
	| "openrouter"
	/** Proxies: named only if nothing shows the server behind. */
	| "nginx"
	| "haproxy"
	| "caddy"
	| "envoy"
	| "unknown";

/**
 * `hosted`: a provider's machine, where no next step can run and nothing internal is known. `gateway`: it passes
 * requests on, so a failure is more often its backend's. `proxy`: the same, without knowing models.
 */
type Place = "hosted" | "gateway" | "proxy" | "own";

const PLACES = {
	openai: "hosted",
	azure: "hosted",
	anthropic: "hosted",
	cohere: "hosted",
	mistral: "hosted",
	openrouter: "hosted",
	litellm: "gateway",
	"llama-swap": "gateway",
	"sglang-router": "gateway",
	nginx: "proxy",
	haproxy: "proxy",
	caddy: "proxy",
	envoy: "proxy",
	// It runs its own engines, and their words pass through.
	gpustack: "own",
	vllm: "own",
	sglang: "own",
	ollama: "own",
	"llama.cpp": "own",
	"ray-serve": "own",
	tgi: "own",
	tei: "own",
	infinity: "own",
	transformers: "own",
	xinference: "own",
	triton: "own",
	localai: "own",
	lmstudio: "own",
	unknown: "own",
} as const satisfies Record<ServerKind, Place>;

/** Another release may have recorded a kind unknown here. */
export function isKnownKind(server: string): server is ServerKind {
	return Object.hasOwn(PLACES, server);
}

export function isHosted(server: ServerKind): boolean {
	return PLACES[server] === "hosted";
}

/** Whether it passes requests on to engines that are not its own. */
export function isGateway(server: ServerKind): boolean {
	return PLACES[server] === "gateway" || PLACES[server] === "proxy";
}

/** Whether the server is unknown: a proxy shows nothing of the server behind it. */
export function isUnrecognised(server: ServerKind): boolean {
	return server === "unknown" || PLACES[server] === "proxy";
}
