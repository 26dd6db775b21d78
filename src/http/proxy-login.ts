/** A proxy's address without its credentials, and the credentials as sent. */
type ProxyLogin = Readonly<{ uri: string; authorization: string | null }>;

/** A shorter text could be part of any word. */
const TELLING_LENGTH = 8;

/**
 * As curl does. undici itself sends nothing for a name without a password (usually a token), and throws on
 * a `%` that escapes nothing.
 */
export function proxyLogin(proxyUrl: string): ProxyLogin {
	const url = new URL(proxyUrl);
	const credentials = `${url.username}:${url.password}`;
	url.username = "";
	url.password = "";
	if (credentials === ":") return { uri: url.href, authorization: null };
	const bytes = credentials.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
	return { uri: url.href, authorization: `Basic ${Buffer.from(bytes, "latin1").toString("base64")}` };
}

/** A proxy's error page may show the request that it refuses. Masks the login in it. */
export function withoutLogin(proxyUrl: string): (text: string) => string {
	const encoded = proxyLogin(proxyUrl).authorization?.slice("Basic ".length) ?? "";
	return (text) => (encoded.length < TELLING_LENGTH ? text : text.replaceAll(encoded, "***"));
}
