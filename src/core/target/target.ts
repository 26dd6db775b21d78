/** How a request proves who asks. `bearer` is what OpenAI-compatible servers take; the others are Azure's and Anthropic's. */
export type AuthStyle = "bearer" | "api-key" | "x-api-key";

/**
 * One model on one server: what is probed, alerted on and reported, by its unique `name`.
 * Holds no secret, so it may be printed anywhere.
 */
export type Target = Readonly<{
	name: string;
	/** `http(s)://host[:port][/prefix]/v1`: no trailing slash, no credentials, no query. */
	baseUrl: string;
	/** `null`: the first listed model that can chat. */
	model: string | null;
	/** The environment variable that holds the key: what the next steps show in the key's place. */
	apiKeyEnv: string;
	auth: AuthStyle;
	apiTimeoutMs: number;
	inferenceTimeoutMs: number;
	/** An answer slower than this is `degraded`, cause `slow`; `null`: never. */
	slowMs: number | null;
	maxTokens: number;
	temperature: number | null;
	prompt: string;
	/** A regular expression (source) that the answer must match; `null`: any generation passes. */
	expect: string | null;
	stream: boolean;
	/** Look before asking, and leave a model that sleeps or is not loaded alone. */
	noWake: boolean;
	/** Where the certificate authorities stand, for the next steps; `null`: the system's own. */
	caFile: string | null;
}>;

/** A secret that cannot be printed by accident: it must be called to be read. */
export type Secret = () => string;

/** A secret with the environment variable that holds it, for advice on setting that. */
export type NamedSecret = Readonly<{ variable: string; read: Secret }>;

/** What it takes to reach a target's server, apart from the target because it holds secrets. */
export type Access = Readonly<{
	apiKey: Secret | null;
	/** PEM text of the certificate authorities to trust in place of Node's own; `null`: Node's own. */
	caPem: string | null;
	/** The proxy to go through, chosen by HTTPS_PROXY / HTTP_PROXY / NO_PROXY; may hold credentials. */
	proxyUrl: Secret | null;
}>;

/** `http://host:8000/v1` → `http://host:8000`: where `/health`, `/metrics` and the servers' own routes live. */
export function rootUrl(baseUrl: string): string {
	return baseUrl.replace(/\/v\d[^/]*$/, "");
}

const LOOPBACK = /^(?:(?:.+\.)?localhost\.?|127(?:\.\d+){3}|\[::1\]|::1)$/;

/** Of a URL's `hostname`, an IPv6 address with or without its brackets. */
export function isLoopback(hostname: string): boolean {
	return LOOPBACK.test(hostname);
}
