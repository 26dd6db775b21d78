import { describe, expect, test } from "vitest";
import { CAUSES, type CauseFacts, headlineOf, nextStepOf, wordsOf } from "../../../src/core/causes/causes.ts";
import type { Failure, FailureKind, FailureOf } from "../../../src/core/result/failure.ts";
import type { ServerKind } from "../../../src/core/target/server-kind.ts";
import { sampleTarget } from "../../checks/llm/builders.ts";

const http = { httpStatus: 500, message: 'it said "no"', code: null } as const;
const patience = { timeoutMs: 15_000 } as const;
const net = { code: "ECODE" } as const;

/** One of each kind: total, so that a new kind is tested before it has words. */
const one = {
	dns: { kind: "dns", ...net },
	refused: { kind: "refused", ...net },
	unreachable: { kind: "unreachable", ...net },
	tls: { kind: "tls", code: "CERT_HAS_EXPIRED" },
	protocol: { kind: "protocol", ...net },
	proxy_failed: { kind: "proxy_failed", httpStatus: 407, ...net },
	connection_closed: { kind: "connection_closed", ...net },
	timeout: { kind: "timeout", ...patience, phase: "headers" },
	redirect: { kind: "redirect", location: "https://sso.test/", ...http },
	unauthorized: { kind: "unauthorized", listAccepted: false, wantsPassword: false, ...http },
	forbidden: { kind: "forbidden", listAccepted: false, ...http },
	not_found: { kind: "not_found", ...http },
	host_not_allowed: { kind: "host_not_allowed", ...http },
	not_a_chat_model: { kind: "not_a_chat_model", lacks: null, ...http },
	context_too_small: { kind: "context_too_small", ...http },
	rejected_request: { kind: "rejected_request", param: "max_tokens", ...http },
	rate_limited: { kind: "rate_limited", retryAfterMs: 12_000, ...http },
	quota_exhausted: { kind: "quota_exhausted", ...http },
	overloaded: { kind: "overloaded", ...http },
	loading: { kind: "loading", ...http },
	shutting_down: { kind: "shutting_down", ...http },
	gateway_error: { kind: "gateway_error", ...http },
	backend_key_refused: { kind: "backend_key_refused", ...http },
	auth_service_failed: { kind: "auth_service_failed", ...http },
	server_error: { kind: "server_error", trouble: null, ...http },
	not_an_api: { kind: "not_an_api", contentType: "text/html", ...http },
	no_models: { kind: "no_models", httpStatus: 200 },
	model_not_found: { kind: "model_not_found", listed: false, meant: null, ...http },
	no_instance: { kind: "no_instance", ...http },
	sleeping: { kind: "sleeping", ...http },
	backends_cooling_down: { kind: "backends_cooling_down", ...http },
	error_in_200: { kind: "error_in_200", ...http },
	no_choices: { kind: "no_choices", httpStatus: 200 },
	empty_answer: { kind: "empty_answer", httpStatus: 200 },
	broken_off: { kind: "broken_off", httpStatus: 200, reason: "abort" },
	content_filtered: { kind: "content_filtered", ...http },
	expect_too_slow: { kind: "expect_too_slow", httpStatus: 200, expect: "^(a+)+$" },
	no_model_list: { kind: "no_model_list", ...http },
	garbage_answer: { kind: "garbage_answer", httpStatus: 200, sample: "!!!!" },
	unexpected_answer: { kind: "unexpected_answer", httpStatus: 200, sample: "no", expect: "yes" },
	truncated_answer: { kind: "truncated_answer", httpStatus: 200 },
	answer_too_large: { kind: "answer_too_large", httpStatus: 200, limitBytes: 1_048_576 },
	stream_error: { kind: "stream_error", ...http },
	stream_stalled: { kind: "stream_stalled", httpStatus: 200, ...patience, tokens: 1 },
	stream_cut: { kind: "stream_cut", httpStatus: 200, tokens: 0 },
	busy: { kind: "busy", ...patience, running: 4, waiting: 9 },
	hung: { kind: "hung", ...patience, running: 4, waiting: null },
	busy_or_hung: { kind: "busy_or_hung", ...patience },
	cold_start: { kind: "cold_start", how: "not_in_memory", ...patience },
	asleep: { kind: "asleep", ...patience },
	last_run_failed: { kind: "last_run_failed", exitCode: 1 },
	idle: { kind: "idle", how: "sleeping" },
	slow: { kind: "slow", stage: "inference", ms: 9000, slowMs: 5000 },
} as const satisfies { [K in FailureKind]: FailureOf<K> };

const failures: readonly Failure[] = Object.values(one);
const servers: readonly ServerKind[] = [
	...(["gpustack", "vllm", "sglang", "ollama", "llama.cpp", "litellm", "tgi", "localai", "lmstudio"] as const),
	...(["llama-swap", "sglang-router", "ray-serve", "tei", "infinity", "transformers", "xinference", "triton"] as const),
	...(["nginx", "haproxy", "caddy", "envoy"] as const),
	...(["openai", "azure", "anthropic", "cohere", "mistral", "openrouter", "unknown"] as const),
];

function facts(overrides: Partial<CauseFacts> = {}): CauseFacts {
	return {
		target: sampleTarget({ url: "http://gpu1:8000/v1" }),
		stage: "inference",
		server: "unknown",
		model: "m",
		...overrides,
	};
}

describe("every cause has words for every server", () => {
	test.each(failures.map((failure) => [failure.kind, failure] as const))("%s", (_kind, failure) => {
		for (const server of servers) {
			for (const stage of ["api", "inference"] as const) {
				for (const model of ["m", "a b'; rm -rf /", "half a pair \ud800", null]) {
					const with_ = facts({ server, stage, model });
					expect(headlineOf(failure, with_)).toMatch(/^[A-Z].{2,60}$/);
					expect(wordsOf(failure, with_)).toMatch(/^\S[^\n]{15,}[.?"]$/);
					expect(nextStepOf(failure, with_)).toMatch(/^[^\n]{5,600}$/);
				}
			}
		}
	});
});

/** What an operator is woken for. */
const soft: readonly FailureKind[] = [
	...(["overloaded", "loading", "shutting_down", "empty_answer", "broken_off"] as const),
	...(["busy", "busy_or_hung", "cold_start", "last_run_failed"] as const),
];
const mild: readonly FailureKind[] = [
	"rate_limited",
	"content_filtered",
	"no_model_list",
	"expect_too_slow",
	"idle",
	"slow",
];

test.each(failures.map(({ kind }) => kind))("the hardness of %s", (kind) => {
	expect(CAUSES[kind].hardness).toBe(soft.includes(kind) ? "soft" : mild.includes(kind) ? "mild" : "hard");
});

const settings = [one.tls, one.redirect, one.unauthorized, one.forbidden, one.not_found, one.host_not_allowed];
const requests = [one.not_a_chat_model, one.context_too_small, one.rejected_request];

test.each<Failure>([...settings, ...requests])(
	"$kind is the check's own fault, and the words say that the server may be fine",
	(failure) => {
		expect(wordsOf(failure, facts())).toMatch(/probably fine|Name a model|does not fit|probably wrong/);
	},
);

const commands: readonly (readonly [string, Failure, Partial<CauseFacts>, RegExp])[] = [
	["the key stands as its variable", one.unauthorized, {}, /"Authorization: Bearer \$LLM_API_KEY"/],
	[
		"Azure's header",
		one.unauthorized,
		{ target: sampleTarget({ auth: "api-key", apiKeyEnv: "AZ" }) },
		/"api-key: \$AZ"/,
	],
	[
		"Anthropic's headers",
		one.unauthorized,
		{ target: sampleTarget({ auth: "x-api-key" }) },
		/x-api-key: \$LLM_API_KEY" -H "anthropic-version:/,
	],
	[
		"a variable that is no variable",
		one.unauthorized,
		{ target: sampleTarget({ apiKeyEnv: "$(reboot)" }) },
		/Bearer \$LLM_API_KEY"/,
	],
	[
		"GPUStack: its pages",
		one.no_instance,
		{ server: "gpustack" },
		/docker logs --tail 100 gpustack {2}# on gpu1, or .*Deployments/,
	],
	["Ollama: what is in memory", one.cold_start, { server: "ollama" }, /\/api\/ps'? .*ollama ps/],
	["vLLM: its metrics", one.busy, { server: "vllm" }, /http:\/\/gpu1:8000\/metrics \| grep -E 'num_requests/],
	[
		"Ollama: not pulled",
		one.model_not_found,
		{ server: "ollama", model: "llama3" },
		/ollama pull llama3 {2}# on gpu1$/,
	],
	["a model's name is quoted", one.empty_answer, { model: "a'b" }, /"model":"a'\\''b"/],
	["billing pages", one.quota_exhausted, { server: "openai" }, /platform\.openai\.com/],
	[
		"certificates",
		one.tls,
		{ target: sampleTarget({ url: "https://gpu1/v1" }) },
		/^openssl s_client -connect gpu1:443 -servername gpu1 .* -issuer -ext subjectAltName$/,
	],
	[
		"not a TLS port: over http, without the key",
		{ kind: "tls", code: "ERR_SSL_WRONG_VERSION_NUMBER" },
		{ target: sampleTarget({ url: "https://gpu1:8000/v1" }) },
		/^curl -sS -m 20 -i http:\/\/gpu1:8000\/v1\/models /,
	],
	[
		"a private authority",
		one.context_too_small,
		{ target: sampleTarget({ caFile: "/etc/my ca.pem" }) },
		/^curl -sS -m 20 --cacert '\/etc\/my ca\.pem' -H "Authorization: /,
	],
	[
		"a private authority, for openssl",
		one.tls,
		{ target: sampleTarget({ caFile: "/etc/ca.pem" }) },
		/ -CAfile \/etc\/ca\.pem <\/dev\/null /,
	],
	["where it belongs", one.server_error, { server: "vllm" }, /--no-pager {2}# on gpu1$/],
	[
		"on this host there is nowhere else to go",
		one.server_error,
		{ server: "vllm", target: sampleTarget({ url: "http://[::1]:8000/v1" }) },
		/--no-pager$/,
	],
	[
		"nobody listens, nobody known",
		one.refused,
		{ stage: "api" },
		/^ss -ltn 'sport = :8000'.*# on gpu1, vllm is an example/,
	],
	[
		"no access to a model of a provider",
		{ ...one.model_not_found, listed: true },
		{ server: "openai" },
		/^curl .*chat/,
	],
	["a redirect: no HEAD", one.redirect, { stage: "api" }, /^curl -sS -m 20 -D - -o \/dev\/null -H .*\/models \| grep/],
	["a redirect of the question", one.redirect, {}, /\/chat\/completions \| grep/],
	["no API where the question goes", one.not_an_api, {}, /\/chat\/completions \| head/],
	["a gateway's error, with the key", one.gateway_error, { stage: "api" }, /Bearer \$LLM_API_KEY" .*\/models \| head/],
	["one time limit", one.backends_cooling_down, {}, /^curl -sS -m 90 -H /],
	[
		"IPv6 without its brackets",
		one.unreachable,
		{ target: sampleTarget({ url: "http://[::1]:8000/v1" }) },
		/^ping -c3 ::1; nc -vz -w3 ::1 8000$/,
	],
	[
		"a wrong base URL: the likely ones",
		one.not_found,
		{ stage: "api", target: sampleTarget({ url: "http://gpu1/v1/v1" }) },
		/in http:\/\/gpu1\/v1\/models http:\/\/gpu1\/models /,
	],
];

test.each(commands)("next step: %s", (_name, failure, overrides, expected) => {
	expect(nextStepOf(failure, facts(overrides))).toMatch(expected);
});

const claims: readonly (readonly [string, Failure, Partial<CauseFacts>, RegExp])[] = [
	["a provider's engine", { ...one.model_not_found, listed: true }, { server: "openai" }, /engine/],
	["an engine, where 403 is about access", { ...one.model_not_found, listed: true, httpStatus: 403 }, {}, /engine/],
	["a provider's hardware", one.server_error, { server: "azure" }, /crash|memory|GPU|engine/],
	["a provider's engine behind its gateway", one.gateway_error, { server: "azure" }, /engine/],
	["that a key is known", one.forbidden, {}, /knows/],
	["that it is not the key", one.auth_service_failed, {}, /not because of the key/],
	[
		"a certificate, where the handshake broke",
		{ kind: "tls", code: "ERR_SSL_NO_PROTOCOLS_AVAILABLE" },
		{},
		/authority/,
	],
];

const told: readonly (readonly [string, Failure, Partial<CauseFacts>, RegExp])[] = [
	["the field that is refused, and its setting", one.rejected_request, {}, /refuses max_tokens.*Set maxTokens/],
	["no setting where none is named", { ...one.rejected_request, param: null }, {}, /^(?!.*(maxTokens|temperature))/],
	["no field at the list", one.rejected_request, { stage: "api" }, /^(?!.*max_?[tT]okens)/],
	["a body too large", { ...one.rejected_request, param: null, httpStatus: 413 }, {}, /no body or prompt of this size/],
	[
		"that the list took the key",
		{ ...one.unauthorized, listAccepted: true },
		{},
		/list of models was given to the key/,
	],
	["that the list took the key", { ...one.forbidden, listAccepted: true }, {}, /may read the list of models/],
	["a proxy's own login", { ...one.unauthorized, wantsPassword: true }, {}, /wants a user and a password/],
	["whose key it is", one.backend_key_refused, { server: "litellm" }, /LLM_API_KEY is accepted by LiteLLM/],
	["a template", { ...one.not_a_chat_model, lacks: "template" }, {}, /chat template of m is missing or refuses/],
	["no chat route", { ...one.not_a_chat_model, lacks: "route" }, {}, /has no chat route/],
	["a client certificate", { kind: "tls", code: "CLIENT_CERTIFICATE_REQUIRED" }, {}, /wants a client certificate/],
	["a name that is not listed", { ...one.server_error, trouble: "name" }, {}, /does not list/],
	["a backend without the model", { ...one.model_not_found, listed: true }, { server: "litellm" }, /litellm_params/],
];

test.each(told)("the words tell %s", (_name, failure, overrides, expected) => {
	expect(wordsOf(failure, facts(overrides))).toMatch(expected);
});

test.each(["memory", "load", "crash", "name"] as const)("a gateway has no GPU (%s apart)", (trouble) => {
	const gateway = { server: "litellm" } as const;
	expect(wordsOf(one.server_error, facts(gateway))).not.toMatch(/GPU|engine/);
	expect(wordsOf(one.gateway_error, facts(gateway))).not.toMatch(/GPU|engine/);
	expect(wordsOf({ ...one.server_error, trouble }, facts())).not.toBe(wordsOf(one.server_error, facts()));
});

test.each(claims)("the words do not claim to know of %s", (_name, failure, overrides, claim) => {
	expect(wordsOf(failure, facts(overrides))).not.toMatch(claim);
});

test("the server's own words follow ours", () => {
	expect(wordsOf(one.server_error, facts())).toMatch(/GPU fault\. The server says: "it said "no""$/);
});

const https = { target: sampleTarget({ url: "https://gpu1:8000/v1" }) };
const noKey = { target: { ...sampleTarget({ url: "http://gpu1:8000/v1" }), keySent: false } };

test.each<[string, Failure, Partial<CauseFacts>, RegExp]>([
	["no TLS came about", { ...one.timeout, phase: "tls" }, https, /^curl .* http:\/\/gpu1:8000\/v1\/models/],
	["the header of a key that is not set", one.busy, { ...noKey, server: "vllm" }, /^curl -sS -m 20 http:\S+\/metrics/],
	[
		"a key that is not set",
		one.unauthorized,
		{ ...noKey, stage: "api" },
		/^read -rsp 'API key: ' LLM_API_KEY; curl .*Bearer/,
	],
	["a server that is gone", { ...one.server_error, thenClosed: true }, { server: "sglang-router" }, /systemctl/],
	["a server that this release does not know", one.hung, { server: "moon" as ServerKind }, /nvidia-smi/],
	["a gateway's own words", one.server_error, { server: "llama-swap" }, /\/logs \| tail/],
	["GPUStack's silence", one.timeout, { server: "gpustack", stage: "api" }, /\/healthz; ss /],
])("next step: %s", (_name, failure, overrides, expected) => {
	expect(nextStepOf(failure, facts(overrides))).toMatch(expected);
});
