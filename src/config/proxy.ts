import { isLoopback } from "../core/target/target.ts";

/** How to reach a URL. A proxy's address may hold credentials. */
export type ProxyChoice = Readonly<
	{ kind: "direct" } | { kind: "proxy"; url: string } | { kind: "unusable"; variable: string; problem: string }
>;

type ProxyVariables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a URL, by curl's rules: `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy`, lower case first.
 * Two differences. Loopback never goes through a proxy, which could not reach it anyway. And `HTTP_PROXY` in capitals
 * counts, except where a CGI caller could have set it from a request's header (`REQUEST_METHOD` tells).
 */
export function proxyFor(target: string, variables: ProxyVariables): ProxyChoice {
	const url = new URL(target);
	const host = url.hostname.replace(/^\[|\]$/g, "");
	if (isLoopback(host) || isExempt(host, portOf(url), either(variables, "no_proxy")?.value ?? ""))
		return { kind: "direct" };
	const scheme = url.protocol === "https:" ? "https_proxy" : "http_proxy";
	const chosen = either(variables, scheme) ?? either(variables, "all_proxy");
	return chosen === null ? { kind: "direct" } : usable(chosen.variable, chosen.value);
}

function either(variables: ProxyVariables, name: string): { variable: string; value: string } | null {
	const capitals = name.toUpperCase();
	const trusted = capitals !== "HTTP_PROXY" || variables.REQUEST_METHOD === undefined;
	for (const variable of trusted ? [name, capitals] : [name]) {
		const value = variables[variable]?.trim();
		if (value !== undefined && value !== "") return { variable, value };
	}
	return null;
}

function usable(variable: string, value: string): ProxyChoice {
	const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
	if (!URL.canParse(written)) return { kind: "unusable", variable, problem: "this is not the address of a proxy" };
	if (!/^https?:$/.test(new URL(written).protocol)) {
		return {
			kind: "unusable",
			variable,
			problem: "only http:// and https:// proxies can be used; NO_PROXY names hosts to reach directly",
		};
	}
	return { kind: "proxy", url: written };
}

function portOf(url: URL): string {
	return url.port !== "" ? url.port : url.protocol === "https:" ? "443" : "80";
}

/** `*`, `host`, `.domain`, `host:port`, `10.0.0.0/8`. A name matches itself and every name below it. */
function isExempt(host: string, port: string, list: string): boolean {
	return list
		.toLowerCase()
		.split(/[\s,]+/)
		.filter((entry) => entry !== "")
		.some((entry) => matches(entry, host.replace(/\.$/, ""), port));
}

function matches(entry: string, host: string, port: string): boolean {
	if (entry === "*") return true;
	if (entry.includes("/")) return inNetwork(host, entry);
	const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(entry);
	const plain = bracketed ?? (entry.split(":").length === 2 ? /^(.*):(\d+)$/.exec(entry) : null);
	if (plain?.[2] !== undefined && plain[2] !== port) return false;
	const name = (plain?.[1] ?? entry).replace(/^\*?\./, "").replace(/\.$/, "");
	return name !== "" && (host === name || host.endsWith(`.${name}`));
}

/** IPv4 only, as in 10.0.0.0/8. */
function inNetwork(host: string, network: string): boolean {
	const [base = "", bits = ""] = network.split("/");
	const [address, start] = [ipv4(host), ipv4(base)];
	const length = Number(bits);
	if (address === null || start === null || bits === "" || !(length >= 0 && length <= 32)) return false;
	const size = 2 ** (32 - length);
	return Math.floor(address / size) === Math.floor(start / size);
}

function ipv4(text: string): number | null {
	const parts = text.split(".");
	if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
	return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}
