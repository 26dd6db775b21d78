/** Which server software answered, as far as its answers show. Only words and the next step depend on it, never the verdict. */
export type ServerKind =
	| "gpustack"
	| "vllm"
	| "sglang"
	| "ollama"
	| "llama.cpp"
	| "llama-swap"
	| "litellm"
	/** SGLang's router and vLLM's, which is made from it. */
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
	/** Proxies: named only where nothing shows what is behind them. */
	| "nginx"
	| "haproxy"
	| "caddy"
	| "envoy"
	| "unknown";

/**
 * `hosted`: a provider's machine, where no command of the next step can run, and nothing is known about its inside.
 * `gateway`: it passes requests on, so a failure is more often that of what is behind it. `proxy`: the same, and it knows no models.
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
	// Its own engines are behind it, and their words pass through.
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

/** Another release may have recorded a kind that this one does not know. */
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

/** Whether what answered may be anything: a proxy shows nothing of the server behind it. */
export function isUnrecognised(server: ServerKind): boolean {
	return server === "unknown" || PLACES[server] === "proxy";
}
