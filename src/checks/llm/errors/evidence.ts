import type { HttpFacts, Stage } from "../../../core/result/failure.ts";
import type { ServerKind } from "../../../core/target/server-kind.ts";
import type { HeaderMap } from "../../../http/reply.ts";
import type { ErrorBody } from "./error-body.ts";

/** The context of the answer. */
type Circumstances = Readonly<{
	stage: Stage;
	/** Whether the list holds the model; `null` when that is unknown. */
	listed: boolean | null;
	/** The server gave this key the list. */
	listAccepted: boolean;
	server: ServerKind;
	/** Milliseconds since the epoch. */
	now: number;
}>;

/** All evidence for the classes; they look at nothing else. */
export type RefusalEvidence = Circumstances &
	Readonly<{
		/** What came over the wire. */
		httpStatus: number;
		/** The status to judge: the innermost reported one. */
		status: number;
		/** Machine words, without case and punctuation: `rate_limit_exceeded` and `RateLimitExceeded` are one. */
		codes: readonly string[];
		/** Weaker machine words: a gateway's classification, and names inside the text. */
		labels: readonly string[];
		/** All the server's words, bounded, without addresses: a link to a billing page is not about money. */
		words: string;
		form: "json" | "page" | "text" | "nothing";
		headers: HeaderMap;
		body: string;
		errorBody: ErrorBody;
		/** A gateway passed on what its backend said. */
		relayed: boolean;
		/** Cleaned and masked: safe to show. */
		facts: HttpFacts;
	}>;

/** Foreign text may be a megabyte built to slow a pattern down: what matters is at its beginning and end. */
const READ_LENGTH = 2000;

export function wordsOf({ texts }: ErrorBody): string {
	const text = texts.join("\n");
	const read = text.length <= 2 * READ_LENGTH ? text : `${text.slice(0, READ_LENGTH)} ${text.slice(-READ_LENGTH)}`;
	return read.replace(/https?:\/\/[^\s"')]+/g, " ");
}

/** Headers that carry a machine word about the refusal. */
const CODE_HEADERS = ["x-smg-error-code", "x-request-dropped-reason", "x-amzn-errortype", "x-ms-error-code"];

export function codesOf({ codes }: ErrorBody, headers: HeaderMap): readonly string[] {
	const inHeaders = CODE_HEADERS.flatMap((name) => headers[name] ?? []);
	const overloaded = headers["x-envoy-overloaded"] === "true" ? ["overloaded"] : [];
	return [...codes, ...inHeaders, ...overloaded].map(squashed).filter((code) => code !== "");
}

/** `ThrottlingException`, `insufficient_quota`: names inside the text. */
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

/** Statuses more specific than a gateway's generic one. */
const TELLING = new Set([401, 402, 403, 404, 429, 529]);
const UNTELLING = new Set([400, 500, 502, 503]);

/** The innermost reported status; if two differ, the more specific one. */
export function statusOf(httpStatus: number, { innerStatus, status }: ErrorBody): number {
	if (innerStatus !== null) return innerStatus;
	if (status === null || status === httpStatus) return httpStatus;
	if (httpStatus < 300) return status;
	return UNTELLING.has(httpStatus) && TELLING.has(status) ? status : httpStatus;
}
