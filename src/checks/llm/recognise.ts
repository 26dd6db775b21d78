import type { ServerKind } from "../../core/target/server-kind.ts";
import type { HeaderMap } from "../../http/reply.ts";

const HOSTS: readonly (readonly [RegExp, ServerKind])[] = [
	[/(^|\.)api\.openai\.com$/, "openai"],
	[/\.(openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)$/, "azure"],
	[/(^|\.)anthropic\.com$/, "anthropic"],
	[/(^|\.)cohere\.(ai|com)$/, "cohere"],
	[/(^|\.)mistral\.ai$/, "mistral"],
	[/(^|\.)openrouter\.ai$/, "openrouter"],
];

/** The server kind that the address shows. */
export function kindOfAddress(baseUrl: string): ServerKind | null {
	const { hostname } = new URL(baseUrl);
	return HOSTS.find(([pattern]) => pattern.test(hostname))?.[1] ?? null;
}

type Sign = Readonly<{
	kind: ServerKind;
	seen: (headers: HeaderMap, names: readonly string[], start: string) => boolean;
}>;

function inBody(kind: ServerKind, pattern: RegExp): Sign {
	return { kind, seen: (_headers, _names, start) => pattern.test(start) };
}

function inHeaderNames(kind: ServerKind, pattern: RegExp): Sign {
	return { kind, seen: (_headers, names) => names.some((name) => pattern.test(name)) };
}

/** In this order: a gateway's own signs come before those of its backend, which it passes on. */
const SIGNS: readonly Sign[] = [
	inBody("llama-swap", /"owned_by"\s*:\s*"llama-swap"|^\s*\{"src"\s*:\s*"llama-swap"/),
	{ kind: "llama.cpp", seen: ({ server = "" }) => /^llama\.cpp/i.test(server) },
	inHeaderNames("litellm", /^x-litellm-/),
	{ kind: "litellm", seen: isListOfLiteLlm },
	inHeaderNames("sglang-router", /^x-smg-/),
	inBody(
		"sglang-router",
		/^No models available\s*$|^No workers are currently available|No available workers \(all circuits|^Request failed: error sending request for url/,
	),
	{ kind: "sglang-router", seen: isListOfRouter },
	inBody("ray-serve", /Request dropped due to backpressure|ray\.serve|Ray(Actor|Task)Error/),
	inBody("ollama", /"system_fingerprint"\s*:\s*"fp_ollama"|^\s*\{"object":"list","data":null\}\s*$/),
	inBody("lmstudio", /"Unexpected endpoint or method/),
	inHeaderNames("anthropic", /^anthropic-organization-id$/),
	inHeaderNames("azure", /^(x-ms-.*|apim-request-id)$/),
	inHeaderNames("openai", /^openai-(processing-ms|organization)$/),
	inBody("azure", /"Deployments?NotFound"/),
	inBody(
		"litellm",
		/litellm\.|No deployments available|"type"\s*:\s*"(token_not_found_in_db|auth_error|expired_key|no_db_connection|budget_exceeded|key_model_access_denied|all_deployments_in_cooldown)"/,
	),
	inBody("infinity", /"owned_by"\s*:\s*"infinity"/),
	inBody("xinference", /"owned_by"\s*:\s*"xinference"|Model not found in the model list, uid:/),
	{ kind: "xinference", seen: (headers) => /scope="models:list"/.test(headers["www-authenticate"] ?? "") },
	inBody("triton", /"owned_by"\s*:\s*"Triton/),
	inBody("transformers", /"detail"\s*:\s*"Server is pinned to /),
	{ kind: "transformers", seen: isListOfTransformers },
	// Text Embeddings Inference capitalises its error types, Text Generation Inference does not.
	inBody("tei", /"error_type"\s*:\s*"[A-Z]/),
	inBody("tgi", /"error_type"\s*:/),
	inBody("gpustack", /"reason"\s*:\s*"[A-Z]|no running (model )?instances? (available|found)/i),
	// The list of GPUStack up to 0.7.
	inBody("gpustack", /^\s*\{"items"\s*:\s*\[[\s\S]*"pagination"\s*:/),
];

/** LiteLLM lists every model with the same fixed time. */
function isListOfLiteLlm(_headers: HeaderMap, _names: readonly string[], start: string): boolean {
	const times = new Set([...start.matchAll(/"created"\s*:\s*(\d+)/g)].map(([, time]) => time));
	return times.size === 1 && times.has("1677610602");
}

/** Routers pass on a worker's list as plain text. */
function isListOfRouter({ "content-type": type = "" }: HeaderMap, _names: readonly string[], start: string): boolean {
	return /^text\/plain/i.test(type) && /"owned_by"\s*:\s*"local"/.test(start);
}

function isListOfTransformers(
	{ "content-type": type = "" }: HeaderMap,
	_names: readonly string[],
	start: string,
): boolean {
	return /json/i.test(type) && /"owned_by"\s*:\s*"local"/.test(start) && /"created"\s*:\s*0\b/.test(start);
}

/** The beginning of an answer is enough; a list may be long. */
const READ_LENGTH = 4096;

/** The server kind that one answer shows: by headers, error or fingerprint. A proxy may hide the headers. */
export function kindOfAnswer(headers: HeaderMap, body: string): ServerKind | null {
	const names = Object.keys(headers);
	const start = body.slice(0, READ_LENGTH);
	return SIGNS.find(({ seen }) => seen(headers, names, start))?.kind ?? null;
}

/** The proxy that an answer came from or through: reported only if the server behind it is unknown. */
export function proxyOfAnswer(headers: HeaderMap, body: string): ServerKind | null {
	const { server = "" } = headers;
	if (/^(nginx|openresty)/i.test(server)) return "nginx";
	if (/^caddy/i.test(server)) return "caddy";
	if (/envoy/i.test(server)) return "envoy";
	return /^<html><body><h1>\d{3} [^<]*<\/h1>\s/.test(body.slice(0, READ_LENGTH)) ? "haproxy" : null;
}
