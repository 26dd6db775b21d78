import { refusedField } from "./error-body.ts";
import {
	MODEL_MISSING,
	MODEL_MISSING_CODE,
	NO_INSTANCE,
	NOT_CHAT,
	PLAIN_HTTP_TO_TLS,
	QUOTA,
	QUOTA_CODE,
} from "./patterns.ts";
import { type ErrorAnswer, hasCode, isRefusal, type Rule, says } from "./rule.ts";

/** The check asked wrongly, may not ask, or pays no more: who is asked is probably fine. */
export const REFUSAL_RULES: readonly Rule[] = [
	{
		name: "a redirect is never followed",
		decide: ({ status, headers, facts }) =>
			status >= 300 && status < 400 ? { kind: "redirect", location: headers.location ?? null, ...facts } : null,
	},
	{
		name: "a 2xx that is not 200",
		decide: ({ status, headers, facts }) =>
			status > 200 && status < 300
				? { kind: "not_an_api", contentType: headers["content-type"] ?? null, ...facts }
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
			const { claimedStatus } = answer;
			const words = [400, 401, 403, 429].includes(claimedStatus) && says(answer, QUOTA) && !isRateLimit(answer);
			const code = claimedStatus !== 404 && claimedStatus < 500 && hasCode(answer, QUOTA_CODE);
			const isQuota = claimedStatus === 402 || words || code;
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
			const denied = answer.claimedStatus === 403 && says(answer, /access|permission/i);
			// "Error from model x: unknown parameter": about the request, whatever else the words are.
			const isAboutField = refusedField(answer.errorBody) !== null;
			if (answer.stage !== "inference" || !isRefusal(answer) || !missing || denied || isAboutField) return null;
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
];

/** Words about limits over time, which often end in an offer to pay for more. */
function isRateLimit(answer: ErrorAnswer): boolean {
	const words = /rate.?limit|(retry|try again) (in|after)|per (second|minute)|\b[rt]p[md]\b/i;
	return answer.claimedStatus === 429 && (says(answer, words) || hasCode(answer, /rate_?limit/i));
}
