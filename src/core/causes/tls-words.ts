/** The meaning of Node's error codes for failed TLS connections. */

/** Node's codes for an answer that is not TLS. */
export const NOT_TLS = /WRONG_VERSION|EPROTO|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL/;

/** The handshake failed before any certificate was checked. */
const HANDSHAKE = /^(ERR_SSL|ERR_OSSL|UND_ERR)/;

/** Reported in a page, after a successful handshake. */
const CLIENT_CERTIFICATE = "CLIENT_CERTIFICATE_REQUIRED";

export function tlsHeadline(code: string): string {
	if (code === CLIENT_CERTIFICATE) return "Client certificate required";
	if (NOT_TLS.test(code)) return "Not a TLS port";
	return HANDSHAKE.test(code) ? "TLS handshake failed" : "Certificate not accepted";
}

export function tlsWords(code: string): string {
	if (code === CLIENT_CERTIFICATE)
		return "The server, or a proxy before it, wants a client certificate, and this program has none to present. The server is probably fine.";
	if (NOT_TLS.test(code))
		return `The port does not speak TLS (${code}): https where http is meant, or a wrong port. The server is probably fine.`;
	if (HANDSHAKE.test(code))
		return `The two sides did not agree on TLS (${code}): a version or cipher that one refuses, or a client certificate that the server wants. The server is probably fine.`;
	return `${certificateWords(code)} (${code}). The server is probably fine; set caFile for a private authority.`;
}

function certificateWords(code: string): string {
	if (code === "CERT_HAS_EXPIRED") return "The certificate has expired";
	if (code === "CERT_NOT_YET_VALID") return "The certificate is not valid yet: look at this host's clock too";
	if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "The certificate is for another name";
	return "The certificate is not signed by an authority that this host trusts";
}
