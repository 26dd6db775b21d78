import { CAUSES } from "../../core/causes/causes.ts";
import type { Failure, FailureKind } from "../../core/result/failure.ts";
import type { LlmStages, Note, Outcome } from "../../core/result/outcome.ts";
import { failureInWords } from "./failure-words.ts";
import type { ApiUnlisted } from "./stage-api.ts";

/** What the two stages saw, and what is to be said beside it. */
type Unlisted = Readonly<{ stages: LlmStages; flaw: Failure | null; notes: readonly Note[] }>;

/**
 * A model that was asked though no list named it: its own answer decides, and the list only explains. `api`: what came in
 * the list's place; `null`: the target says that its server has none, so that the model's answer tells of the API, too.
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
	// What refuses both in one way is not about the model.
	const isOneRefusal = failure.kind === listFailure;
	// Any web server may answer 200 to anything.
	const isAnybody = api !== null && failure.kind === "no_choices";
	if (listFailure === "no_models" || (showsApi(failure) && !isOneRefusal && !isAnybody))
		return { stages, flaw: null, notes: [] };
	// A key that is refused explains the missing list, and not the other way round.
	const outcome = api === null || failure.kind === "unauthorized" ? inference : api.outcome;
	return { stages: { api: outcome, inference: "api_failed" }, flaw: null, notes: [] };
}

/** What a working model leaves to be said of its list. */
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

/** With these nobody knows whether the chat route belongs to an LLM API, or is there at all. */
const SHOWS_NO_API = new Set<FailureKind>([
	...(["redirect", "unauthorized", "not_found", "host_not_allowed", "auth_service_failed", "gateway_error"] as const),
	...(["not_an_api", "truncated_answer"] as const),
]);

/** Whether a failure to generate shows that the API itself is there: it answered in its own words, or works in silence. */
function showsApi(failure: Failure): boolean {
	if (failure.kind === "timeout") return failure.phase !== "connect";
	return !SHOWS_NO_API.has(failure.kind) && !CAUSES[failure.kind].isNetworkLevel;
}
