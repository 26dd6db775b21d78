import type { ServerKind } from "../../../core/target/server-kind.ts";
import { entryOf } from "../answered-by.ts";
import { idleOfLlamaCpp, silenceOfLlamaCpp } from "./llamacpp.ts";
import { idleOfLlamaSwap, silenceOfLlamaSwap } from "./llamaswap.ts";
import { idleOfLmStudio, silenceOfLmStudio } from "./lmstudio.ts";
import { silenceByMetrics } from "./metrics.ts";
import { idleOfOllama, silenceOfOllama } from "./ollama.ts";
import { explained, type IdleLook, type SilenceLook } from "./side.ts";
import { idleOfVllm, silenceOfVllm } from "./vllm.ts";

/** Where a server shows that a model is idle, and why one is silent. The first look with a result decides. */
type Looks = Readonly<{ idle: readonly IdleLook[]; silence: readonly SilenceLook[] }>;

const NOTHING_TO_SEE: Looks = { idle: [], silence: [] };
/** Without `query`, which only some servers need. */
const byMetrics: SilenceLook = (side, silence) => silenceByMetrics(side, silence);
const COUNTERS_ONLY: Looks = { idle: [], silence: [byMetrics] };

/** A gateway that hides its backends: its other work does not show whether one is hung. Its 504 is enough. */
const silenceOfGateway: SilenceLook = async (side, { patience, byGateway }) => {
	await side.get("/health/liveliness");
	if (byGateway || side.isClosed()) return null;
	return explained({ kind: "busy_or_hung", ...patience }, "a gateway that hides its backends");
};

/** Shows only whether anything still listens. */
const isThere: SilenceLook = async (side) => {
	await side.get("/health");
	return null;
};

const PORT_ONLY: Looks = { idle: [], silence: [isThere] };

/** It lists what is loaded. An unlisted name beside listed ones may be wrong, so the model is asked. */
const idleOfTransformers: IdleLook = async (side) =>
	entryOf(side.model, side.entries) === null && side.entries.length === 0 ? "not_loaded" : "ready";

/** For an unrecognised server: all of these requests are harmless. */
const ANYONE: Looks = {
	idle: [idleOfOllama, idleOfLlamaCpp, idleOfVllm, idleOfLmStudio],
	silence: [byMetrics, silenceOfOllama],
};

/** Total: a new server must have its looks. */
export const LOOKS = {
	ollama: { idle: [idleOfOllama], silence: [silenceOfOllama] },
	"llama.cpp": { idle: [idleOfLlamaCpp], silence: [silenceOfLlamaCpp] },
	"llama-swap": { idle: [idleOfLlamaSwap], silence: [silenceOfLlamaSwap] },
	lmstudio: { idle: [idleOfLmStudio], silence: [silenceOfLmStudio] },
	vllm: { idle: [idleOfVllm], silence: [silenceOfVllm] },
	transformers: { idle: [idleOfTransformers], silence: [isThere] },
	litellm: { idle: [], silence: [silenceOfGateway] },
	sglang: COUNTERS_ONLY,
	tgi: COUNTERS_ONLY,
	gpustack: COUNTERS_ONLY,
	localai: COUNTERS_ONLY,
	"sglang-router": COUNTERS_ONLY,
	tei: PORT_ONLY,
	infinity: PORT_ONLY,
	"ray-serve": PORT_ONLY,
	xinference: PORT_ONLY,
	triton: PORT_ONLY,
	openai: NOTHING_TO_SEE,
	azure: NOTHING_TO_SEE,
	anthropic: NOTHING_TO_SEE,
	cohere: NOTHING_TO_SEE,
	mistral: NOTHING_TO_SEE,
	openrouter: NOTHING_TO_SEE,
	nginx: ANYONE,
	haproxy: ANYONE,
	caddy: ANYONE,
	envoy: ANYONE,
	unknown: ANYONE,
} as const satisfies Record<ServerKind, Looks>;
