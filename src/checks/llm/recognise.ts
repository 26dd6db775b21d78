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

/** What the address itself tells. */
export function kindOfAddress(baseUrl: string): ServerKind | null {
	const { hostname } = new URL(baseUrl);
	return HOSTS.find(([pattern]) => pattern.test(hostname))?.[1] ?? null;
}

/** What any one answer tells: its headers, its error, its fingerprint. A proxy may hide the headers. */
export function kindOfAnswer(headers: HeaderMap, body: string): ServerKind | null {
	const names = Object.keys(headers);
	const start = body.slice(0, 4096);
	if (/^llama\.cpp/i.test(headers.server ?? "")) return "llama.cpp";
	if (names.some((name) => name.startsWith("x-litellm-"))) return "litellm";
	if (/"system_fingerprint"\s*:\s*"fp_ollama"/.test(start)) return "ollama";
	if (/"Unexpected endpoint or method/.test(start)) return "lmstudio";
	if (names.includes("anthropic-organization-id")) return "anthropic";
	if (names.some((name) => name.startsWith("x-ms-") || name === "apim-request-id")) return "azure";
	if (names.includes("openai-processing-ms") || names.includes("openai-organization")) return "openai";
	if (/"Deployments?NotFound"/.test(start)) return "azure";
	if (/litellm\.|"token_not_found_in_db"|No deployments available/.test(start)) return "litellm";
	if (/"error_type"\s*:/.test(start)) return "tgi";
	if (
		/"reason"\s*:\s*"[A-Z]|No running (model )?instances? (available|found)|no running instances available/.test(start)
	)
		return "gpustack";
	return null;
}
