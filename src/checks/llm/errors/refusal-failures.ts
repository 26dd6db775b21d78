import { retryAfterMs } from "../../../core/alerting/retry-after.ts";
import type { Failure } from "../../../core/result/failure.ts";
import { isBackendsRefusal } from "./access-signs.ts";
import type { RefusalEvidence } from "./evidence.ts";
import type { RefusalClass } from "./precedence.ts";
import { namedField } from "./request-signs.ts";

/** Maps each class of refusal to a failure. */
export const REFUSAL_FAILURES: { readonly [Refusal in RefusalClass]: (evidence: RefusalEvidence) => Failure } = {
	contentFilter: ({ facts }) => ({ kind: "content_filtered", ...facts }),
	money: ({ facts }) => ({ kind: "quota_exhausted", ...facts }),
	context: ({ facts }) => ({ kind: "context_too_small", ...facts }),
	parameter: (evidence) => ({ kind: "rejected_request", param: namedField(evidence), ...evidence.facts }),
	coolingDown: ({ facts }) => ({ kind: "backends_cooling_down", ...facts }),
	asleep: ({ facts }) => ({ kind: "sleeping", ...facts }),
	leaving: ({ facts }) => ({ kind: "shutting_down", ...facts }),
	memory: ({ facts }) => ({ kind: "server_error", trouble: "memory", ...facts }),
	loadFailed: ({ facts }) => ({ kind: "server_error", trouble: "load", ...facts }),
	loading: ({ facts }) => ({ kind: "loading", ...facts }),
	noInstance: ({ facts }) => ({ kind: "no_instance", ...facts }),
	template: ({ facts }) => ({ kind: "not_a_chat_model", lacks: "template", ...facts }),
	notChat: ({ facts, status, errorBody }) => ({
		kind: "not_a_chat_model",
		lacks: status === 404 && /^not found$/i.test(errorBody.message ?? "") ? "route" : null,
		...facts,
	}),
	engine: ({ facts }) => ({ kind: "server_error", trouble: "crash", ...facts }),
	capacity: ({ facts }) => ({ kind: "overloaded", ...facts }),
	rate: (evidence) => ({ kind: "rate_limited", retryAfterMs: patienceOf(evidence), ...evidence.facts }),
	gateway: ({ facts }) => ({ kind: "gateway_error", ...facts }),
	modelName: ({ facts, listed }) => ({ kind: "model_not_found", listed: listed === true, meant: null, ...facts }),
	key: (evidence) => {
		const { listAccepted, facts } = evidence;
		if (isBackendsRefusal(evidence)) return { kind: "backend_key_refused", ...facts };
		return { kind: "unauthorized", listAccepted, wantsPassword: wantsPassword(evidence), ...facts };
	},
	permission,
	path: ({ facts }) => ({ kind: "not_found", ...facts }),
};

/** The retry delay that the server or its backend asks for. */
function patienceOf({ headers, errorBody, now }: RefusalEvidence): number | null {
	const header = headers["retry-after"] ?? headers["llm_provider-retry-after"];
	return retryAfterMs(header, errorBody.retryAfterS, now);
}

/** A proxy's own login: no setting can supply it. */
function wantsPassword({ headers }: RefusalEvidence): boolean {
	return /^\s*basic\b/i.test(headers["www-authenticate"] ?? "");
}

function permission(evidence: RefusalEvidence): Failure {
	const { body, headers, server, httpStatus, form, words, listAccepted, facts } = evidence;
	if (isBackendsRefusal(evidence)) return { kind: "backend_key_refused", ...facts };
	// Ollama's guard against foreign Host headers.
	const bare = body.trim() === "" && headers.server === undefined && headers.via === undefined;
	if (httpStatus === 403 && bare && (server === "ollama" || server === "unknown"))
		return { kind: "host_not_allowed", ...facts };
	// An Envoy gateway answers 403 when its auth service fails.
	const envoy = /envoy|higress/i.test(headers.server ?? "") && form !== "json" && !/rbac/i.test(words);
	const gateway = /ext[-_]?auth|auth(?:entication|orization)? (?:service|server|backend)|upstream|gateway/i.test(words);
	if (httpStatus === 403 && (envoy || gateway)) return { kind: "auth_service_failed", ...facts };
	return { kind: "forbidden", listAccepted, ...facts };
}
