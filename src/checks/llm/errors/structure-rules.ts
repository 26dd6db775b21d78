import type { Failure } from "../../../core/result/failure.ts";
import type { RefusalEvidence } from "./evidence.ts";

/** A rule on the status line or form of an answer, applied before its words are read. */
export type StructureRule = Readonly<{ name: string; decide(evidence: RefusalEvidence): Failure | null }>;

const PLAIN_HTTP_TO_TLS = /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server/i;
const CLIENT_CERTIFICATE =
	/no required SSL certificate was sent|SSL certificate error|client certificate (?:is )?required/i;

export const STRUCTURE_RULES: readonly StructureRule[] = [
	{
		name: "a redirect is never followed",
		decide: ({ httpStatus, headers, facts }) =>
			httpStatus >= 300 && httpStatus < 400 ? { kind: "redirect", location: headers.location ?? null, ...facts } : null,
	},
	{
		name: "202: accepted, to be asked for later",
		decide: ({ httpStatus, stage, body, facts }) =>
			httpStatus === 202 && stage === "inference" && body.trim() === "" ? { kind: "overloaded", ...facts } : null,
	},
	{
		name: "a 2xx that is not 200",
		decide: ({ httpStatus, headers, facts }) =>
			httpStatus > 200 && httpStatus < 300
				? { kind: "not_an_api", contentType: headers["content-type"] ?? null, ...facts }
				: null,
	},
	{
		name: "plain HTTP was spoken to a TLS port",
		decide: ({ body }) =>
			PLAIN_HTTP_TO_TLS.test(body.slice(0, 2000)) ? { kind: "protocol", code: "HTTP_TO_HTTPS_PORT" } : null,
	},
	{
		name: "a client certificate is asked for",
		decide: ({ httpStatus, form, body }) =>
			httpStatus === 400 && form !== "json" && CLIENT_CERTIFICATE.test(body.slice(0, 2000))
				? { kind: "tls", code: "CLIENT_CERTIFICATE_REQUIRED" }
				: null,
	},
	{
		name: "a proxy on the way wants a login (407)",
		decide: ({ httpStatus, facts }) =>
			httpStatus === 407 ? { kind: "proxy_failed", code: facts.code ?? "HTTP_407", httpStatus: 407 } : null,
	},
];

/** The failure when no class has evidence. */
export function defaultFailure(evidence: RefusalEvidence): Readonly<{ failure: Failure; rule: string }> {
	const { httpStatus, status, stage, listed, listAccepted, facts } = evidence;
	if (httpStatus < 300 && (status < 300 || status >= 500))
		return { failure: { kind: "error_in_200", ...facts }, rule: "a 200 that holds an error" };
	if (status >= 500 || status === 424) {
		const isUnlisted = stage === "inference" && listed === false && listAccepted && status === 500;
		const failure: Failure = { kind: "server_error", trouble: isUnlisted ? "name" : null, ...facts };
		return { failure, rule: "5xx and 424: the server failed" };
	}
	return {
		failure: { kind: "rejected_request", param: null, ...facts },
		rule: "any other 4xx: the server did not accept this request",
	};
}
