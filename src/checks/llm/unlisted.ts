import { CAUSES } from "../../core/causes/causes.ts";
import { type Failure, type FailureKind, isUnconnected } from "../../core/result/failure.ts";
import type { LlmStages, Note, Outcome } from "../../core/result/outcome.ts";
import { failureInWords } from "./failure-words.ts";
import type { ApiUnlisted } from "./stage-api.ts";

/** The outcomes of the two stages, with flaw and notes. */
type Unlisted = Readonly<{ stages: LlmStages; flaw: Failure | null; notes: readonly Note[] }>;

/**
 * Judges a model that was asked without a list: its answer decides, the list only explains. `api`: what came instead of
 * the list; `null`: the target sets that its server has none, so the model's answer also shows the state of the API.
 */
export function judgeUnlisted(api: ApiUnlisted | null, inference: Outcome): Unlisted {
	const arrived = {
		passed: true,
		ms: api?.outcome.ms ?? inference.ms ?? 0,
		httpStatus: api?.outcome.httpStatus ?? inference.httpStatus ?? 200,
	} as const;
	const stages: LlmStages = { api: arrived, inference };
	if (inference.passed) return { stages, ...remarkOn(api) };
	const { failure } = inference;
	const listFailure = api?.finding.failure.kind;
	// The same refusal for both is not about the model.
	const isOneRefusal = failure.kind === listFailure;
	// Any web server may answer 200 to anything.
	const isAnybody = api !== null && failure.kind === "no_choices";
	if (listFailure === "no_models" || (showsApi(failure) && !isOneRefusal && !isAnybody))
		return { stages, flaw: null, notes: [] };
	// A refused key explains the missing list, not the reverse.
	const outcome = api === null || failure.kind === "unauthorized" ? inference : api.outcome;
	return { stages: { api: outcome, inference: "api_failed" }, flaw: null, notes: [] };
}

/** What to report about the list when the model works. */
function remarkOn(api: ApiUnlisted | null): Pick<Unlisted, "flaw" | "notes"> {
	const failure = api?.finding.failure ?? null;
	if (failure === null || failure.kind === "no_models") return { flaw: null, notes: [] };
	const { httpStatus } = api?.outcome ?? {};
	if (failure.kind !== "forbidden" && httpStatus !== 200 && httpStatus !== null && httpStatus !== undefined) {
		const { message = null, code = null } = "message" in failure ? failure : {};
		return { flaw: { kind: "no_model_list", httpStatus, message, code }, notes: [] };
	}
	const why = failure.kind === "not_an_api" ? "it has a shape that is not known" : failureInWords(failure);
	return { flaw: null, notes: [{ kind: "list_not_used", why }] };
}

/** With these it is unknown whether the chat route exists and belongs to an LLM API. */
const SHOWS_NO_API = new Set<FailureKind>([
	...(["redirect", "unauthorized", "not_found", "host_not_allowed", "auth_service_failed", "gateway_error"] as const),
	...(["not_an_api", "truncated_answer"] as const),
]);

/** Whether a failure to generate shows that the API is there: it answered with its own error, or still works. */
function showsApi(failure: Failure): boolean {
	if (failure.kind === "timeout") return !isUnconnected(failure);
	return !SHOWS_NO_API.has(failure.kind) && !CAUSES[failure.kind].isNetworkLevel;
}
