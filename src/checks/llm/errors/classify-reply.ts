import type { Failure, Stage } from "../../../core/result/failure.ts";
import { networkFailure } from "../../../http/network-error.ts";
import { BODY_LIMIT_BYTES, type Reply } from "../../../http/reply.ts";
import type { JsonObject } from "../json.ts";
import type { Session } from "../session.ts";
import { type ErrorBody, errorBodyOf, parseErrorBody } from "./error-body.ts";
import type { RefusalEvidence } from "./evidence.ts";
import { gatherEvidence, type HttpReply, type ReplyContext } from "./gather.ts";
import { textOfPage } from "./page.ts";
import { type RefusalClass, type Ruling, rulingOf } from "./precedence.ts";
import { REFUSAL_FAILURES } from "./refusal-failures.ts";
import type { Strength } from "./signs.ts";
import { defaultFailure, STRUCTURE_RULES } from "./structure-rules.ts";

/** A failure, the rule that called it so, and the server's words for adapting the request. */
export type Finding = Readonly<{
	failure: Failure;
	rule: string;
	errorBody: ErrorBody | null;
	/** The class of the refusal, where there is evidence for one. */
	refusal?: RefusalClass | null;
}>;

/** A reply that is not a complete 200: none, a partial one, or an error. */
export function classifyReply(
	reply: Reply,
	stage: Stage,
	listed: boolean | null,
	session: Session,
	listAccepted = stage === "inference",
): Finding {
	const context = { stage, listed, session, listAccepted };
	switch (reply.kind) {
		case "unanswered":
			return {
				failure: networkFailure(reply.code, { ...reply, viaProxy: session.viaProxy }),
				rule: "no answer came",
				errorBody: null,
			};
		case "timed_out":
			return { failure: timeout(reply, session), rule: "the time was over", errorBody: null };
		case "too_large":
			return {
				failure: { kind: "answer_too_large", httpStatus: reply.status, limitBytes: BODY_LIMIT_BYTES },
				rule: "the answer is larger than the limit",
				errorBody: null,
			};
		case "cut":
			if (reply.status !== 200) return classifyError(reply, parseErrorBody(reply.body), context);
			return {
				failure: { kind: "truncated_answer", httpStatus: 200 },
				rule: "the connection broke inside the answer",
				errorBody: null,
			};
		case "answered":
			return classifyError(reply, parseErrorBody(reply.body), context);
	}
}

/** With a proxy in between, a failed connection is the proxy's. */
function timeout({ phase, timeoutMs }: Extract<Reply, { kind: "timed_out" }>, { viaProxy }: Session): Failure {
	const unreached = viaProxy && phase === "connect";
	return unreached
		? { kind: "proxy_failed", code: "ETIMEDOUT", httpStatus: null }
		: { kind: "timeout", timeoutMs, phase };
}

/** An error object that came with status 200, judged by what it says. */
export function classifyEmbeddedError(reply: HttpReply, json: JsonObject, context: ReplyContext): Finding {
	return classifyError({ ...reply, body: JSON.stringify(json) }, errorBodyOf(json), context);
}

/** An error event: its own meaning if known (busy, quota …), else a plain stream error. */
export function classifyStreamError(reply: HttpReply, json: JsonObject, context: ReplyContext): Finding {
	const finding = classifyEmbeddedError(reply, json, context);
	const { failure } = finding;
	switch (failure.kind) {
		case "rejected_request":
			// TGI reports every stream error as 422.
			if (failure.param !== null) return finding;
			break;
		case "error_in_200":
		case "server_error":
		case "gateway_error":
			break;
		default:
			return finding;
	}
	const { httpStatus, message, code } = failure;
	return {
		...finding,
		failure: { kind: "stream_error", httpStatus, message, code },
		rule: "an error event inside the stream",
	};
}

/** A 200 that is no API answer: an error in an unknown shape, or no API. */
export function notAnApi(reply: HttpReply, rule: string, session: Session, stage: Stage = "inference"): Finding {
	const context = { stage, listed: null, session };
	const errorBody = parseErrorBody(reply.body);
	const evidence = gatherEvidence(reply, errorBody, context);
	const ruling = isTelling(evidence) ? rulingOf(evidence) : null;
	if (ruling !== null && ruling.strength > 1) return ruled(evidence, ruling, session);
	const contentType = reply.headers["content-type"] ?? null;
	const failure = { kind: "not_an_api", contentType, ...evidence.facts } as const;
	return { failure: shown(failure, session), rule, errorBody };
}

/** A 200 whose body is truncated JSON, or empty. */
export function noWholeAnswer(reply: HttpReply, session: Session, stage: Stage = "inference"): Finding {
	const { body, headers } = reply;
	// Caddy answers a path without a route with an explicitly empty body.
	const isMeant = body === "" && headers["content-length"] === "0" && headers["content-type"] === undefined;
	if (isMeant) return notAnApi(reply, "a 200 that was meant to be empty", session, stage);
	return { failure: { kind: "truncated_answer", httpStatus: 200 }, rule: "the JSON breaks off", errorBody: null };
}

const LONGEST_ERROR = 500;

/** A short text may be an error. A page with status 200 is one only if it says so: any web site has titles. */
function isTelling({ form, words, body }: RefusalEvidence): boolean {
	if (form === "nothing" || words.length > LONGEST_ERROR) return false;
	if (form !== "page") return true;
	const isError = /error|\b[45]\d\d\b|unavailable|exceeded|overload|denied|busy|insufficient/i.test(
		textOfPage(body).texts.join(" "),
	);
	return isError && !/sign.?in|log.?in|loading|not found|unauthorized/i.test(words);
}

function classifyError(reply: HttpReply, errorBody: ErrorBody, context: ReplyContext): Finding {
	const { session } = context;
	const evidence = gatherEvidence(reply, errorBody, context);
	for (const { name, decide } of STRUCTURE_RULES) {
		const failure = decide(evidence);
		if (failure) return { failure: shown(failure, session), rule: name, errorBody };
	}
	const ruling = rulingOf(evidence);
	if (ruling !== null) return ruled(evidence, ruling, session);
	return { ...defaultFailure(evidence), errorBody, refusal: null };
}

/** The evidence for the class, for `--explain`. */
const SIGN = { 0: "nothing", 1: "its status", 2: "its words", 3: "a machine word" } as const satisfies Record<
	Strength,
	string
>;

function ruled(evidence: RefusalEvidence, { refusal, strength }: Ruling, session: Session): Finding {
	const failure = shown(REFUSAL_FAILURES[refusal](evidence), session);
	return { failure, rule: `${refusal}, by ${SIGN[strength]}`, errorBody: evidence.errorBody, refusal };
}

/** Cleans header values, which the rules pass on raw. */
function shown(failure: Failure, session: Session): Failure {
	switch (failure.kind) {
		case "redirect":
			return { ...failure, location: failure.location === null ? null : session.show(failure.location) };
		case "not_an_api":
			return { ...failure, contentType: failure.contentType === null ? null : session.show(failure.contentType, 60) };
		case "rejected_request":
			return { ...failure, param: failure.param === null ? null : session.show(failure.param, 60) };
		default:
			return failure;
	}
}
