import { retryAfterMs } from "../../../core/alerting/retry-after.ts";
import {
	CONTEXT,
	ENGINE_BROKEN,
	GATEWAY_STATUSES,
	LOADING,
	LOADING_CODE,
	SATURATED,
	SATURATED_CODE,
} from "./patterns.ts";
import { hasCode, isRefusal, type Rule, says } from "./rule.ts";

/** The server is in trouble: full, loading, broken, gone. The last rule decides whatever is left. */
export const FAILURE_RULES: readonly Rule[] = [
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
		decide: ({ claimedStatus, headers, facts, now }) =>
			claimedStatus === 429
				? { kind: "rate_limited", retryAfterMs: retryAfterMs(headers["retry-after"], null, now), ...facts }
				: null,
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
