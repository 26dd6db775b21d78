import type { HttpFacts, Stage } from "../../../core/result/failure.ts";
import type { ServerKind } from "../../../core/target/server-kind.ts";
import type { HeaderMap } from "../../../http/reply.ts";
import type { ErrorBody } from "./error-body.ts";

/** What is known beside the answer itself. */
type Circumstances = Readonly<{
	stage: Stage;
	/** Whether the list holds the model; `null` when that is unknown. */
	listed: boolean | null;
	/** The list was given to the same key. */
	listAccepted: boolean;
	server: ServerKind;
	/** Milliseconds since the epoch. */
	now: number;
}>;

/** All that speaks for a class, each by itself; the classes look at nothing else. */
export type RefusalEvidence = Circumstances &
	Readonly<{
		/** What came over the wire. */
		httpStatus: number;
		/** The status to judge: the innermost that was told. */
		status: number;
		/** Machine words, without case and marks: `rate_limit_exceeded` and `RateLimitExceeded` are one. */
		codes: readonly string[];
		/** What only looks like a machine word of the server: a gateway's sorting, and names inside the text. */
		labels: readonly string[];
		/** All the server's words, bounded, without addresses: a link to a billing page is no word about money. */
		words: string;
		form: "json" | "page" | "text" | "nothing";
		headers: HeaderMap;
		body: string;
		errorBody: ErrorBody;
		/** A gateway passed on what its backend said. */
		relayed: boolean;
		/** Cleaned and masked: what may leave the room. */
		facts: HttpFacts;
	}>;

/** A stranger's text may be a megabyte made to keep a pattern busy: what matters stands at its beginning and its end. */
const READ_LENGTH = 2000;

export function wordsOf({ texts }: ErrorBody): string {
	const text = texts.join("\n");
	const read = text.length <= 2 * READ_LENGTH ? text : `${text.slice(0, READ_LENGTH)} ${text.slice(-READ_LENGTH)}`;
	return read.replace(/https?:\/\/[^\s"')]+/g, " ");
}

/** Headers that carry a machine word about the refusal. */
const CODE_HEADERS = ["x-smg-error-code", "x-request-dropped-reason", "x-amzn-errortype", "x-ms-error-code"];

export function codesOf({ codes }: ErrorBody, headers: HeaderMap): readonly string[] {
	const told = CODE_HEADERS.flatMap((name) => headers[name] ?? []);
	const overloaded = headers["x-envoy-overloaded"] === "true" ? ["overloaded"] : [];
	return [...codes, ...told, ...overloaded].map(squashed).filter((code) => code !== "");
}

/** `ThrottlingException`, `insufficient_quota`: names that stand in the text. */
const NAME_IN_TEXT = /\b(?:[a-z]+_\w+|\w{3,}(?:exception|error|exhausted|exceeded))\b/gi;

export function labelsOf({ labels }: ErrorBody, words: string): readonly string[] {
	return [...labels, ...(words.match(NAME_IN_TEXT) ?? [])].map(squashed);
}

function squashed(code: string): string {
	return code
		.slice(0, 200)
		.toLowerCase()
		.replace(/[^a-z0-9]/g, "");
}

/** Statuses that say more than the one that a gateway gives to all that goes wrong behind it. */
const TELLING = new Set([401, 402, 403, 404, 429, 529]);
const UNTELLING = new Set([400, 500, 502, 503]);

/** The innermost status told; of two that differ the one that says more. */
export function statusOf(httpStatus: number, { innerStatus, status }: ErrorBody): number {
	if (innerStatus !== null) return innerStatus;
	if (status === null || status === httpStatus) return httpStatus;
	if (httpStatus < 300) return status;
	return UNTELLING.has(httpStatus) && TELLING.has(status) ? status : httpStatus;
}
