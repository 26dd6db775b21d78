import { describe, expect, test } from "vitest";
import { errorCode, networkFailure } from "../../src/http/network-error.ts";

const coded = (code: string, more: object = {}) => Object.assign(new Error("secret words"), { code }, more);

const codes: readonly (readonly [string, unknown, string])[] = [
	["plain", coded("ECONNREFUSED"), "ECONNREFUSED"],
	["IPv6 has no way, IPv4 refuses", new AggregateError([coded("ENETUNREACH"), coded("ECONNREFUSED")]), "ECONNREFUSED"],
	[
		"no IPv6 address here, IPv4 refuses",
		new AggregateError([coded("EADDRNOTAVAIL"), coded("ECONNREFUSED")]),
		"ECONNREFUSED",
	],
	["wrapped by undici", coded("UND_ERR_SOCKET", { cause: coded("ECONNRESET") }), "ECONNRESET"],
	["undici's own", coded("UND_ERR_SOCKET"), "UND_ERR_SOCKET"],
	[
		"undici's parser, which leaves the code out",
		Object.assign(new Error(), { name: "HTTPParserError", code: undefined }),
		"HPE_INVALID",
	],
	["a number", Object.assign(new Error(), { code: 23 }), "UNKNOWN"],
	["no error at all", "oops", "UNKNOWN"],
];

test.each(codes)("the code of %s", (_name, error, expected) => {
	expect(errorCode(error)).toBe(expected);
});

test("an error that is its own cause has an end", () => {
	const error = new Error();
	error.cause = error;
	expect(errorCode(error)).toBe("UNKNOWN");
});

describe("no answer because of", () => {
	test.each([
		["ENOTFOUND", "dns"],
		["EAI_AGAIN", "dns"],
		["ECONNREFUSED", "refused"],
		["EHOSTUNREACH", "unreachable"],
		["ENETUNREACH", "unreachable"],
		["ETIMEDOUT", "unreachable"],
		["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
		["CERT_HAS_EXPIRED", "tls"],
		["ERR_TLS_CERT_ALTNAME_INVALID", "tls"],
		["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls"],
		["ERR_SSL_WRONG_VERSION_NUMBER", "tls"],
		["EPROTO", "tls"],
		["HPE_INVALID_CONSTANT", "protocol"],
		["UND_ERR_HEADERS_OVERFLOW", "protocol"],
		["UND_ERR_SOCKET", "connection_closed"],
		["ECONNRESET", "connection_closed"],
		["EPIPE", "connection_closed"],
		["SOMETHING_NEW", "connection_closed"],
	])("%s: %s", (code, kind) => {
		const direct = { phase: "connect", viaProxy: false, proxyStatus: null } as const;
		expect(networkFailure(code, direct).kind).toBe(kind);
		// What fails before a connection stands is the proxy's, unless a certificate is at fault.
		expect(networkFailure(code, { ...direct, viaProxy: true }).kind).toBe(kind === "tls" ? "tls" : "proxy_failed");
	});
});

test("behind a proxy that let us through, the server is to blame again", () => {
	const through = { phase: "request", viaProxy: true, proxyStatus: null } as const;
	expect(networkFailure("ECONNRESET", through)).toEqual({ kind: "connection_closed", code: "ECONNRESET" });
	expect(networkFailure("UND_ERR_ABORTED", { ...through, proxyStatus: 403 })).toMatchObject({
		kind: "proxy_failed",
		httpStatus: 403,
	});
});
