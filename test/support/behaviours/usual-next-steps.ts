import type { FailureKind } from "../../../src/core/result/failure.ts";

/** On the server's host, or the provider's status page. */
const LOGS =
	/docker|systemctl|journalctl|nvidia-smi|lms status|serve status|xinference list|status\.|deployments|\/logs|\/workers/i;
/** The server's own counters. */
const LOAD =
	/\/metrics|\/slots|\/api\/ps|\/health|\/running|\/workers|\/system|\/api\/v0\/models|nvidia-smi|serve status|status\./;
/** What is in memory, loading or asleep. */
const MEMORY = new RegExp(`${LOAD.source}|/props|engine_sleep_state|status:\\.status`);
const ASK = /curl .*max_tokens.*\/chat\/completions/;
const LIST = /curl .*\/models/;
const ANY_CURL = /curl .*\/(models|chat\/completions)/;

/** What a person is told to run, where a behaviour expects nothing more particular. */
export const USUAL_NEXT_STEPS = {
	dns: /getent hosts/,
	refused: LOGS,
	unreachable: /ping .*nc -vz/,
	tls: /openssl s_client|curl .* http:/,
	protocol: LIST,
	proxy_failed: /_proxy/,
	connection_closed: new RegExp(`${LIST.source}|${LOGS.source}`, "i"),
	timeout: new RegExp(`${LOAD.source}|${LOGS.source}|-m 180 .*${ANY_CURL.source}|ping .*nc -vz`, "i"),
	redirect: /^curl .*-D - -o .* \| grep -iE/,
	unauthorized: /%\{http_code\}/,
	forbidden: ANY_CURL,
	not_found: ANY_CURL,
	host_not_allowed: /Host: localhost/,
	not_a_chat_model: ANY_CURL,
	context_too_small: /max_model_len/,
	rejected_request: ANY_CURL,
	rate_limited: /retry-after\|ratelimit/,
	quota_exhausted: /billing|credits|CostManagement/,
	overloaded: LOAD,
	loading: /\/health/,
	shutting_down: LOGS,
	backend_key_refused: new RegExp(`${ANY_CURL.source}|${LOGS.source}`, "i"),
	gateway_error: new RegExp(`${ANY_CURL.source}|${LOGS.source}`, "i"),
	auth_service_failed: /\/healthz/,
	server_error: LOGS,
	not_an_api: ANY_CURL,
	no_models: new RegExp(`${LIST.source}|${LOGS.source}|ollama pull`, "i"),
	model_not_found: new RegExp(`${ANY_CURL.source}|${LOGS.source}|ollama pull`, "i"),
	no_instance: new RegExp(`${LOGS.source}|/models/load`, "i"),
	sleeping: /wake_up/,
	backends_cooling_down: /unhealthy_endpoints/,
	error_in_200: ASK,
	no_choices: ASK,
	empty_answer: ASK,
	broken_off: LOGS,
	content_filtered: ASK,
	expect_too_slow: ASK,
	no_model_list: /curl .*"list": "none"/,
	garbage_answer: new RegExp(`${ASK.source}|corrupted_requests`),
	unexpected_answer: ASK,
	truncated_answer: LOGS,
	answer_too_large: ANY_CURL,
	stream_error: LOGS,
	stream_stalled: new RegExp(`${LOAD.source}|${LOGS.source}|-m 180 .*${ANY_CURL.source}`, "i"),
	stream_cut: LOGS,
	busy: LOAD,
	hung: LOGS,
	busy_or_hung: MEMORY,
	cold_start: MEMORY,
	asleep: /-X POST .*\/wake_up/,
	idle: MEMORY,
	last_run_failed: LOGS,
	slow: LOAD,
} as const satisfies Record<FailureKind, RegExp>;
