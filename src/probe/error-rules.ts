import type { Failure, HttpFacts, Stage } from "../core/failure.ts";
import type { ServerKind } from "../core/server-kind.ts";
import type { SaidError } from "./error-text.ts";
import type { HeaderMap } from "./http-call.ts";

/** An answer that is no success, with all that the rules may look at. */
export type ErrorAnswer = Readonly<{
	stage: Stage;
	status: number;
	/** What the body claims inside a 200, else the status itself. */
	claimedStatus: number;
	headers: HeaderMap;
	body: string;
	said: SaidError;
	isJson: boolean;
	server: ServerKind;
	/** Whether the list holds the model; `null` when that is unknown. */
	listed: boolean | null;
	/** Cleaned and masked: what may leave the room. */
	facts: HttpFacts;
}>;

export type Rule = Readonly<{
	/** Shown by `--explain`. */
	name: string;
	decide(answer: ErrorAnswer): Failure | null;
}>;

const says = ({ said }: ErrorAnswer, pattern: RegExp) => pattern.test(said.message ?? "");
const hasCode = ({ said }: ErrorAnswer, pattern: RegExp) => said.codes.some((code) => pattern.test(code));

const NO_INSTANCE =
	/no running (model )?instances?|no models? loaded|model is not loaded|no healthy upstream|no (available|active|healthy|ready) (workers?|servers?|instances?|providers?|backends?|replicas?|endpoints?)|no (allowed )?providers? (are |is )?available/i;
const MODEL_MISSING =
	/\bmodels?\b.*(not found|not exist|does ?n.t exist|not been found|unknown|is not available|not served|not supported by)|(not found|unknown|invalid|no such|unrecognized|unsupported)\b.{0,20}\bmodel|no endpoints found|deployment.*(does not exist|not found)/is;
const MODEL_MISSING_CODE = /^(model_not_found|invalid_model|unknown_model|DeploymentNotFound|ModelNotFound)$/i;
const NOT_CHAT =
	/does not support (chat|generat)|not (a|support(ed)?( in)? (the )?)\s?chat|not a chat model|chat completions? (api|operation|endpoint|is not|not)|not supported in the v1\/chat/i;
const CONTEXT =
	/(maximum|max|exceeds?\b.{0,30}) ?(context|model) ?(length|size|len)|context (length|size|window)|exceed(s|ed)? .*context|n_ctx/i;
const QUOTA =
	/insufficient[_ ]?(quota|balance|credits?|funds)|credit[_ ]balance|exceeded your current quota|billing|spend(ing)? limit|usage limits?\b|payment required|out of credits|more credits|key limit exceeded|monthly (limit|cap)|budget (has been )?exceeded|exceeded (your |the )?budget/i;
const QUOTA_CODE = /insufficient_quota|credit_balance|billing|quota_exceeded|payment_required|insufficient_credits/i;
const SATURATED =
	/overloaded|server (is )?busy|queue is full|maximum pending requests|too many (concurrent|queued|pending)|capacity (exceeded|reached|limit)|at capacity|slow down/i;
const SATURATED_CODE = /^(overloaded|overloaded_error|slow_down|server_is_overloaded|server_overloaded|capacity)$/i;
const LOADING =
	/loading model|model (is )?(currently |still )?(loading|warming|starting|being loaded)|still (loading|starting)|^starting$|is starting( up)?/i;
const LOADING_CODE = /^(model_loading|starting|loading)$/i;
const ENGINE_BROKEN =
	/CUDA|out of memory|\bOOM\b|engine ?(core|dead|loop|is dead|process)|RuntimeError|NCCL|segfault|runner has (unexpectedly )?stopped|process has terminated/i;
const PLAIN_HTTP_TO_TLS = /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server/i;

const GATEWAY_STATUSES = new Set([408, 502, 504, 520, 521, 522, 523, 524, 525, 526, 530]);

/** Asked in this order; the first that decides wins. The last one always does. */
export const ERROR_RULES: readonly Rule[] = [
	{
		name: "a redirect is never followed",
		decide: ({ status, headers, facts }) =>
			status >= 300 && status < 400 ? { kind: "redirect", location: headers.location ?? null, ...facts } : null,
	},
	{
		name: "a 2xx that is not 200",
		decide: ({ status, headers, facts }) =>
			status > 200 && status < 300
				? { kind: "not_an_api", contentType: headers["content-type"]?.slice(0, 60) ?? null, ...facts }
				: null,
	},
	{
		name: "plain HTTP was spoken to a TLS port",
		decide: (answer) =>
			PLAIN_HTTP_TO_TLS.test(answer.body.slice(0, 2000)) ? { kind: "protocol", code: "HTTP_TO_HTTPS_PORT" } : null,
	},
	{
		name: "a proxy on the way wants a login (407)",
		decide: ({ status, facts }) =>
			status === 407 ? { kind: "proxy_failed", code: facts.code ?? "HTTP_407", httpStatus: 407 } : null,
	},
	{
		name: "LM Studio answers unknown paths with 200",
		decide: (answer) =>
			says(answer, /^Unexpected endpoint or method/i) ? { kind: "not_found", ...answer.facts } : null,
	},
	{
		name: "LiteLLM's backends are in cool-down, whatever the status says",
		decide: (answer) =>
			says(answer, /no deployments available|cooldown_list/i)
				? { kind: "backends_cooling_down", ...answer.facts }
				: null,
	},
	{
		name: "the words or the code are about money (402 always)",
		decide: (answer) => {
			const mayBe = [400, 401, 403, 429].includes(answer.claimedStatus);
			const isQuota = answer.claimedStatus === 402 || (mayBe && (says(answer, QUOTA) || hasCode(answer, QUOTA_CODE)));
			return isQuota ? { kind: "quota_exhausted", ...answer.facts } : null;
		},
	},
	{
		name: "401: the key is not accepted",
		decide: ({ claimedStatus, facts }) => (claimedStatus === 401 ? { kind: "unauthorized", ...facts } : null),
	},
	{
		name: "the words say that no instance of the model runs",
		decide: (answer) =>
			answer.stage === "inference" &&
			(says(answer, NO_INSTANCE) || (answer.claimedStatus === 503 && says(answer, /^unhealthy$/i)))
				? { kind: "no_instance", ...answer.facts }
				: null,
	},
	{
		name: "the words or the code say that the model cannot chat",
		decide: (answer) =>
			isRefusal(answer) && says(answer, NOT_CHAT) ? { kind: "not_a_chat_model", ...answer.facts } : null,
	},
	{
		name: "the words or the code say that the model does not exist",
		decide: (answer) => {
			const missing =
				hasCode(answer, MODEL_MISSING_CODE) ||
				says(answer, MODEL_MISSING) ||
				(hasCode(answer, /not_?found/i) && says(answer, /^model\b/i));
			if (answer.stage !== "inference" || !isRefusal(answer) || !missing) return null;
			return { kind: "model_not_found", listed: answer.listed === true, ...answer.facts };
		},
	},
	{
		name: "403 with nothing in it and no proxy's name: Ollama's guard against foreign Host headers",
		decide: ({ status, body, headers, server, facts }) => {
			const bare = body.trim() === "" && headers.server === undefined && headers.via === undefined;
			return status === 403 && bare && (server === "ollama" || server === "unknown")
				? { kind: "host_not_allowed", ...facts }
				: null;
		},
	},
	{
		name: "403 from an Envoy gateway, or with a gateway's words: its auth service failed",
		decide: (answer) => {
			const gateway = /envoy|higress/i.test(answer.headers.server ?? "") && !answer.isJson;
			const words = says(answer, /ext[-_]?auth|auth(entication|orization)? (service|server|backend)|upstream|gateway/i);
			return answer.claimedStatus === 403 && (gateway || words)
				? { kind: "auth_service_failed", ...answer.facts }
				: null;
		},
	},
	{
		name: "403: the key may not do this",
		decide: ({ claimedStatus, facts }) => (claimedStatus === 403 ? { kind: "forbidden", ...facts } : null),
	},
	{
		name: "404, 405, 410: the address is wrong",
		decide: ({ claimedStatus, facts }) =>
			[404, 405, 410].includes(claimedStatus) ? { kind: "not_found", ...facts } : null,
	},
	{
		name: "the words or the code say that the server is saturated (529 always)",
		decide: (answer) => {
			const mayBe = answer.claimedStatus === 429 || answer.claimedStatus >= 500 || answer.status === 200;
			const full =
				answer.claimedStatus === 529 || (mayBe && (says(answer, SATURATED) || hasCode(answer, SATURATED_CODE)));
			return full ? { kind: "overloaded", ...answer.facts } : null;
		},
	},
	{
		name: "429: too many requests with this key",
		decide: ({ claimedStatus, headers, facts }) =>
			claimedStatus === 429 ? { kind: "rate_limited", retryAfterMs: retryAfterMs(headers), ...facts } : null,
	},
	{
		name: "the words or the code say that the model is loading",
		decide: (answer) =>
			answer.isJson && answer.claimedStatus >= 500 && (says(answer, LOADING) || hasCode(answer, LOADING_CODE))
				? { kind: "loading", ...answer.facts }
				: null,
	},
	{
		name: "the words say that the engine broke, whatever the status",
		decide: (answer) =>
			answer.status >= 400 && answer.claimedStatus < 502 && answer.isJson && says(answer, ENGINE_BROKEN)
				? { kind: "server_error", ...answer.facts }
				: null,
	},
	{
		name: "the words or the code are about the context size",
		decide: (answer) =>
			isRefusal(answer) && (says(answer, CONTEXT) || hasCode(answer, /context_(length|size)/i))
				? { kind: "context_too_small", ...answer.facts }
				: null,
	},
	{
		name: "502, 504, 408, Cloudflare's 52x, or a 503 that is no JSON: something in front could not reach the server",
		decide: (answer) => {
			const gateway = GATEWAY_STATUSES.has(answer.status) || (answer.status === 503 && !answer.isJson);
			return gateway || hasCode(answer, /^(ServiceUnavailable|GatewayTimeout)$/)
				? { kind: "gateway_error", ...answer.facts }
				: null;
		},
	},
	{
		name: "a 200 that holds an error",
		decide: ({ status, claimedStatus, facts }) =>
			status < 300 && (claimedStatus < 300 || claimedStatus >= 500) ? { kind: "error_in_200", ...facts } : null,
	},
	{
		name: "5xx and 424: the server failed",
		decide: ({ claimedStatus, facts }) =>
			claimedStatus >= 500 || claimedStatus === 424 ? { kind: "server_error", ...facts } : null,
	},
	{
		name: "any other 4xx: the server did not take this request",
		decide: ({ facts }) => ({ kind: "rejected_request", ...facts }),
	},
];

/** What a server answers to a request it does not like; 200 is an error inside a 200. */
function isRefusal({ claimedStatus, status }: ErrorAnswer): boolean {
	return [400, 403, 404, 405, 413, 422].includes(claimedStatus) || status === 200;
}

/** `Retry-After` in seconds; its date form needs a clock and is left out. */
export function retryAfterMs(headers: HeaderMap): number | null {
	const seconds = Number(headers["retry-after"] ?? Number.NaN);
	return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 86_400) * 1000 : null;
}
