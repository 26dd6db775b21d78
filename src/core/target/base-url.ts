/** A parsed address: a base URL, or the problem in words that do not quote the address. */
export type BaseUrl = Readonly<{ ok: true; baseUrl: string } | { ok: false; problem: string }>;

/** `v1`, `v1beta`, `v1-openai`, but not the `v100` of a graphics card. */
const VERSION_SEGMENT = /^v\d{1,2}(?!\d)/;
/** The ends of addresses pasted from a curl line or from documentation: what comes before is the base. */
const ENDPOINT = /\/(?:chat\/completions|completions|responses|embeddings|rerank|models)$/;
/** Half an endpoint does not show where the base ends. */
const HALF_ENDPOINT = /\/chat$/;

/**
 * An address as people write it → `http(s)://host[:port][/prefix]/v1`: scheme added, pasted endpoint and slashes cut
 * off, `/v1` added unless the path has a version already (`/api/v1`, `/v1-openai`, `/v1beta/openai`). An address
 * with an endpoint shows where the API is, so nothing is added: this allows a base without a version
 * (`http://host/models`).
 */
export function normalizeBaseUrl(text: string): BaseUrl {
	const written = text.trim();
	if (written === "") return refuse("it is empty");
	const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(written)?.[1]?.toLowerCase();
	if (scheme !== undefined && scheme !== "http" && scheme !== "https")
		return refuse("it must begin with http:// or https://");
	if (scheme === undefined && /^https?:/i.test(written)) return refuse("two slashes belong after http:");
	const url = parse(scheme === undefined ? `${assumedScheme(written)}://${written}` : written);
	if (url === null) return refuse("it is not a URL: write http://host:port, as in http://gpu1:8000");
	return withoutExtras(url);
}

function withoutExtras(url: URL): BaseUrl {
	if (url.username !== "" || url.password !== "") {
		return refuse(
			"it holds credentials: leave them out, and put the API key into the environment variable LLM_API_KEY",
		);
	}
	if (url.search !== "") return refuse("it holds a query (the part from the question mark on): leave it out");
	if (url.hash !== "") return refuse("it holds a fragment (the part from # on): leave it out");
	const path = url.pathname.replace(/\/{2,}/g, "/").replace(/\/$/, "");
	const base = path.replace(ENDPOINT, "").replace(HALF_ENDPOINT, "");
	const isWhole = ENDPOINT.test(path) || base.split("/").some((segment) => VERSION_SEGMENT.test(segment));
	return { ok: true, baseUrl: `${url.protocol}//${url.host}${base}${isWhole ? "" : "/v1"}` };
}

/**
 * curl assumes http, and so do we for private-looking hosts. A public-looking name without a port
 * gets https: the key must not cross the internet unencrypted because the scheme was left out.
 */
function assumedScheme(written: string): "http" | "https" {
	const host = /^(\[[^\]]*\]|[^/:?#@]*)(?::(\d+))?/.exec(written);
	if (host?.[2] !== undefined) return host[2] === "443" ? "https" : "http";
	const name = (host?.[1] ?? "").toLowerCase();
	const own =
		!name.includes(".") ||
		/^[\d.]+$/.test(name) ||
		/\.(?:local|localhost|lan|internal|home|corp|arpa|test)$/.test(name);
	return own ? "http" : "https";
}

function parse(text: string): URL | null {
	return URL.canParse(text) ? new URL(text) : null;
}

function refuse(problem: string): BaseUrl {
	return { ok: false, problem };
}
