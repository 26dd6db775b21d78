import { answers } from "./answers.ts";
import { anthropic } from "./anthropic.ts";
import { azure } from "./azure.ts";
import type { Behaviour } from "./behaviour.ts";
import { cohere } from "./cohere.ts";
import { evidence } from "./evidence.ts";
import { gpustack } from "./gpustack.ts";
import { hostile } from "./hostile.ts";
import { lists } from "./lists.ts";
import { litellm } from "./litellm.ts";
import { llamacpp } from "./llamacpp.ts";
import { lmstudio } from "./lmstudio.ts";
import { localai } from "./localai.ts";
import { mistral } from "./mistral.ts";
import { network } from "./network.ts";
import { ollama } from "./ollama.ts";
import { openai } from "./openai.ts";
import { openrouter } from "./openrouter.ts";
import { proxies } from "./proxies.ts";
import { sglang } from "./sglang.ts";
import { streams } from "./streams.ts";
import { tgi } from "./tgi.ts";
import { vllm } from "./vllm.ts";

/** A new server is one new file here, and one row. */
export const BEHAVIOURS = {
	GPUStack: gpustack,
	vLLM: vllm,
	SGLang: sglang,
	Ollama: ollama,
	"llama.cpp": llamacpp,
	LiteLLM: litellm,
	TGI: tgi,
	LocalAI: localai,
	"LM Studio": lmstudio,
	OpenAI: openai,
	"Azure OpenAI": azure,
	Anthropic: anthropic,
	Cohere: cohere,
	Mistral: mistral,
	OpenRouter: openrouter,
	answers,
	evidence,
	lists,
	proxies,
	network,
	streams,
	hostile,
} as const satisfies Record<string, readonly Behaviour[]>;
