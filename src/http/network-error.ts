import type { Failure } from "../core/result/failure.ts";

/** Errors of the checking host, not of the network or a server. */
export const LOCAL_WORDS: Readonly<Record<string, string>> = {
	EMFILE: "this process has run out of file descriptors",
	ENFILE: "this host has run out of file descriptors",
	EADDRNOTAVAIL: "this host has no free local port or address",
	ENOMEM: "this host has run out of memory",
	ENOBUFS: "this host has run out of network buffers",
	EPERM: "this host's own rules forbid the connection",
	EACCES: "this host's own rules forbid the connection",
};

/** If several attempts (IPv6 and IPv4) failed, these codes say most about the server. */
const TELLING_CODES = ["ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"];

/** The code of an error, never its text, which may quote what was sent. */
export function errorCode(error: unknown): string {
	const codes = codesOf(error, 0);
	return TELLING_CODES.find((code) => codes.includes(code)) ?? codes[0] ?? "UNKNOWN";
}

function codesOf(error: unknown, depth: number): string[] {
	if (!(error instanceof Error) || depth > 3) return [];
	const directCodes = "code" in error && typeof error.code === "string" ? [error.code] : [];
	// undici leaves the code of its parser's errors undefined.
	if (error.name === "HTTPParserError" && directCodes.length === 0) directCodes.push("HPE_INVALID");
	const parts = error instanceof AggregateError ? error.errors : [];
	const codes = [...parts, error.cause].flatMap((part) => codesOf(part, depth + 1));
	// A wrapper's code (UND_ERR_…) says less than its cause's.
	return directCodes[0]?.startsWith("UND_") ? [...codes, ...directCodes] : [...directCodes, ...codes];
}

const OWN_ERROR = /^(RangeError|TypeError|ReferenceError|SyntaxError|CompileError|LinkError|RuntimeError)$/;

/** A bug of this program or its runtime that undici reports like a network error. */
export function isOwnError(error: unknown): error is Error {
	if (!(error instanceof Error) || !OWN_ERROR.test(error.name)) return false;
	// Node also uses these names for errors in a server's address or answer.
	return !PROTOCOL.test(errorCode(error)) && !TLS.test(errorCode(error));
}

/** undici gives the status of a refused tunnel only in its error text. */
export function proxyStatus(error: unknown): number | null {
	const words = error instanceof Error ? error.message : "";
	const status = /^Proxy response \((\d{3})\)|^Proxy Authentication Required \((407)\)/.exec(words);
	return status ? Number(status[1] ?? status[2]) : null;
}

const DNS = /^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL|ETIMEOUT$|EBADNAME|ENONAME)/;
const UNREACHABLE = /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|ETIMEDOUT)$/;
const TLS =
	/^(ERR_SSL|ERR_TLS|ERR_OSSL|CERT_|EPROTO$|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|CRL_|PATH_LENGTH|UND_ERR_PRX_TLS)/;
const PROTOCOL =
	/^(HPE_|ERR_ASSERTION$|ERR_INVALID_URL|ERR_SOCKET_BAD_PORT|UND_ERR_HEADERS_OVERFLOW|UND_ERR_INVALID_ARG|UND_ERR_RES_)/;

/** Why no answer came. `viaProxy`: then a failure before the connection is the proxy's, not the server's. */
export function networkFailure(
	code: string,
	context: { phase: "connect" | "request"; viaProxy: boolean; proxyStatus: number | null },
): Failure {
	if (TLS.test(code)) return { kind: "tls", code };
	if (context.proxyStatus !== null) return { kind: "proxy_failed", code, httpStatus: context.proxyStatus };
	if (context.viaProxy && context.phase === "connect") return { kind: "proxy_failed", code, httpStatus: null };
	if (DNS.test(code)) return { kind: "dns", code };
	if (code === "ECONNREFUSED") return { kind: "refused", code };
	if (UNREACHABLE.test(code)) return { kind: "unreachable", code };
	if (PROTOCOL.test(code)) return { kind: "protocol", code };
	return { kind: "connection_closed", code };
}
