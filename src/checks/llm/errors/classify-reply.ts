import type { Failure, HttpFacts, Stage } from "../../../core/result/failure.ts";
import { networkFailure } from "../../../http/network-error.ts";
import { BODY_LIMIT_BYTES, type HeaderMap, type Reply } from "../../../http/reply.ts";
import { type JsonObject, parseJson } from "../json.ts";
import type { Session } from "../session.ts";
import { type ErrorBody, errorBodyOf, parseErrorBody } from "./error-body.ts";
import type { ErrorAnswer } from "./rule.ts";
import { ERROR_RULES } from "./rules.ts";

/** A failure, the rule that called it so, and the server's words that adapting the request may need. */
export type Finding = Readonly<{ failure: Failure; rule: string; errorBody: ErrorBody | null }>;

/** A reply that is no answer with status 200: nothing came, it came in part, or it is an error. */
export function classifyReply(reply: Reply, stage: Stage, listed: boolean | null, session: Session): Finding {
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
			if (reply.status !== 200) return classifyError(reply, parseErrorBody(reply.body), { stage, listed, session });
			return {
				failure: { kind: "truncated_answer", httpStatus: 200 },
				rule: "the connection broke inside the answer",
				errorBody: null,
			};
		case "answered":
			return classifyError(reply, parseErrorBody(reply.body), { stage, listed, session });
	}
}

/** Where a proxy stands between, it is the proxy that no connection came about with. */
function timeout({ phase, timeoutMs }: Extract<Reply, { kind: "timed_out" }>, { viaProxy }: Session): Failure {
	const unreached = viaProxy && phase === "connect";
	return unreached
		? { kind: "proxy_failed", code: "ETIMEDOUT", httpStatus: null }
		: { kind: "timeout", timeoutMs, phase };
}

type ReplyContext = Readonly<{ stage: Stage; listed: boolean | null; session: Session }>;
type HttpReply = Readonly<{ status: number; headers: HeaderMap; body: string }>;

/** An error object that came with status 200, judged by what it says. */
export function classifyEmbeddedError(reply: HttpReply, json: JsonObject, context: ReplyContext): Finding {
	return classifyError(reply, errorBodyOf(json), context);
}

function classifyError(reply: HttpReply, errorBody: ErrorBody, { stage, listed, session }: ReplyContext): Finding {
	const isJson = typeof parseJson(reply.body) === "object";
	const answer: ErrorAnswer = {
		...{ stage, listed, errorBody, isJson, headers: reply.headers, body: reply.body, status: reply.status },
		claimedStatus: reply.status === 200 ? (errorBody.status ?? 200) : reply.status,
		server: session.kind(),
		now: session.now(),
		facts: factsOf(reply.status, errorBody, session),
	};
	for (const rule of ERROR_RULES) {
		const failure = rule.decide(answer);
		if (failure)
			return {
				failure: shown(failure, session),
				rule: rule.name,
				errorBody,
			};
	}
	// The last rule decides everything; this line is for the compiler.
	return { failure: { kind: "rejected_request", ...answer.facts }, rule: "no rule", errorBody };
}

/** A 200 that is something else than the API's answer. */
export function notAnApi(reply: HttpReply, rule: string, session: Session): Finding {
	const errorBody = parseErrorBody(reply.body);
	const contentType = reply.headers["content-type"] ?? null;
	const failure = { kind: "not_an_api", contentType, ...factsOf(reply.status, errorBody, session) } as const;
	return { failure: shown(failure, session), rule, errorBody };
}

function factsOf(httpStatus: number, errorBody: ErrorBody, session: Session): HttpFacts {
	return {
		httpStatus,
		message: errorBody.message === null ? null : session.show(errorBody.message) || null,
		code: errorBody.code === null ? null : session.show(errorBody.code, 60) || null,
	};
}

/** The rules pass on what stands in headers as it is. */
function shown(failure: Failure, session: Session): Failure {
	if (failure.kind === "redirect" && failure.location !== null) {
		return { ...failure, location: session.show(failure.location) };
	}
	if (failure.kind === "not_an_api" && failure.contentType !== null) {
		return { ...failure, contentType: session.show(failure.contentType, 60) };
	}
	return failure;
}
