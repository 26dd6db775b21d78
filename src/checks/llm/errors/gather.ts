import type { HttpFacts, Stage } from "../../../core/result/failure.ts";
import type { HeaderMap } from "../../../http/reply.ts";
import { isObject, parseJson } from "../json.ts";
import type { Session } from "../session.ts";
import type { ErrorBody } from "./error-body.ts";
import { codesOf, labelsOf, type RefusalEvidence, statusOf, wordsOf } from "./evidence.ts";
import { isPage } from "./page.ts";

/** `listAccepted`: the server gave this key the list (default: yes at stage inference). */
export type ReplyContext = Readonly<{
	stage: Stage;
	listed: boolean | null;
	session: Session;
	listAccepted?: boolean;
}>;
export type HttpReply = Readonly<{ status: number; headers: HeaderMap; body: string }>;

/** Gathers all evidence from one refusal. */
export function gatherEvidence(reply: HttpReply, errorBody: ErrorBody, context: ReplyContext): RefusalEvidence {
	const { session, stage, listed } = context;
	const words = wordsOf(errorBody);
	return {
		...{ stage, listed, listAccepted: context.listAccepted ?? stage === "inference" },
		...{ server: session.kind(), now: session.now() },
		httpStatus: reply.status,
		status: statusOf(reply.status, errorBody),
		codes: codesOf(errorBody, reply.headers),
		labels: labelsOf(errorBody, words),
		words,
		form: formOf(reply.body),
		...{ headers: reply.headers, body: reply.body, errorBody, relayed: errorBody.relayed },
		facts: factsOf(reply.status, errorBody, session),
	};
}

function formOf(body: string): RefusalEvidence["form"] {
	if (body.trim() === "") return "nothing";
	const json = parseJson(body);
	if (isObject(json) || Array.isArray(json)) return "json";
	return isPage(body) ? "page" : "text";
}

/** A wrapped error is shown with its own status. */
function factsOf(httpStatus: number, { innerStatus, message, code }: ErrorBody, session: Session): HttpFacts {
	return {
		httpStatus: httpStatus >= 400 ? (innerStatus ?? httpStatus) : httpStatus,
		message: message === null ? null : session.quote(message) || null,
		code: code === null ? null : session.show(code, 60) || null,
	};
}
