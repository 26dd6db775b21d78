/** How a request authenticates. OpenAI-compatible servers take `bearer`; the others are Azure's and Anthropic's. */
export type AuthStyle = "bearer" | "api-key" | "x-api-key";

/** The wire format of an LLM API. */
export type DialectName = "openai";

/** What every kind of target has. Holds no secret, so it may be printed anywhere. */
type TargetBase<Kind extends string> = Readonly<{
	kind: Kind;
	/** Unique: alerts, reports and the state identify the target by it. */
	name: string;
	/** What is checked, as a URL without credentials: what reports show. */
	url: string;
	/** An answer slower than this is `degraded`, cause `slow`; `null`: never. */
	slowMs: number | null;
}>;

/** One model on one server. Its `url` is the base URL of the API: no trailing slash, no credentials, no query. */
export type LlmTarget = TargetBase<"llm"> &
	Readonly<{
		dialect: DialectName;
		/** `null`: the first listed model that can chat. */
		model: string | null;
		/** `none`: the server has no list of models, and is not asked for one. Such a target names its model. */
		list: "ask" | "none";
		/** The environment variable that holds the key: what the next steps show in the key's place. */
		apiKeyEnv: string;
		auth: AuthStyle;
		apiTimeoutMs: number;
		inferenceTimeoutMs: number;
		maxTokens: number;
		temperature: number | null;
		prompt: string;
		/** A regular expression (source) that the answer must match; `null`: any generation passes. */
		expect: string | null;
		stream: boolean;
		/** The maximum number of its server's targets to ask at a time. */
		perServer: number;
		/** Check the model's state first, and do not ask one that sleeps or is not loaded. */
		noWake: boolean;
		/** The file of the certificate authorities, for the next steps; `null`: the system's own. */
		caFile: string | null;
	}>;

/** One thing that is checked. A new kind adds one member. */
export type Target = LlmTarget;

export type TargetKind = Target["kind"];
/** The kind of a target that names none. */
export const DEFAULT_KIND: TargetKind = "llm";
export type TargetOf<Kind extends TargetKind> = Extract<Target, { kind: Kind }>;

/** What a shell command needs to ask a target's server again: the next steps use it. Holds no secret. */
export type CommandTarget = Pick<LlmTarget, "url" | "dialect" | "apiKeyEnv" | "auth" | "caFile"> &
	Readonly<{
		/** Whether the check sends a key; omitted if unknown. */
		keySent?: boolean | undefined;
	}>;

/** A secret that cannot be printed by accident: it must be called to be read. */
export type Secret = () => string;

/** A secret with the environment variable that holds it, to name in advice. */
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

/** Takes a URL's `hostname`; an IPv6 address may have brackets. */
export function isLoopback(hostname: string): boolean {
	return LOOPBACK.test(hostname);
}
