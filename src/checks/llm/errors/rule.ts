import type { Failure, HttpFacts, Stage } from "../../../core/result/failure.ts";
import type { ServerKind } from "../../../core/target/server-kind.ts";
import type { HeaderMap } from "../../../http/reply.ts";
import type { ErrorBody } from "./error-body.ts";

/** An answer that is no success, with all that the rules may look at. */
export type ErrorAnswer = Readonly<{
	stage: Stage;
	status: number;
	/** What the body claims inside a 200, else the status itself. */
	claimedStatus: number;
	headers: HeaderMap;
	body: string;
	errorBody: ErrorBody;
	isJson: boolean;
	server: ServerKind;
	/** Whether the list holds the model; `null` when that is unknown. */
	listed: boolean | null;
	/** Milliseconds since the epoch. */
	now: number;
	/** Cleaned and masked: what may leave the room. */
	facts: HttpFacts;
}>;

export type Rule = Readonly<{
	/** Shown by `--explain`. */
	name: string;
	decide(answer: ErrorAnswer): Failure | null;
}>;

/** A stranger's text may be a megabyte made to keep a pattern busy: what matters stands at its beginning. */
const READ_LENGTH = 2000;

export function says({ errorBody }: ErrorAnswer, pattern: RegExp): boolean {
	return pattern.test((errorBody.message ?? "").slice(0, READ_LENGTH));
}

export function hasCode({ errorBody }: ErrorAnswer, pattern: RegExp): boolean {
	return errorBody.codes.some((code) => pattern.test(code.slice(0, READ_LENGTH)));
}

/** What a server answers to a request it does not like; 200 is an error inside a 200. */
export function isRefusal({ claimedStatus, status }: ErrorAnswer): boolean {
	return [400, 403, 404, 405, 413, 422].includes(claimedStatus) || status === 200;
}
