import { describe, expect, it } from "vitest";
import { proxyFor } from "../../src/config/proxy.ts";

const P = "http://proxy:3128";
const Q = "http://other:3128";

describe("the proxy for a URL, as curl chooses it", () => {
	it.each<[string, string, Record<string, string>, string]>([
		["no variables", "http://gpu1/v1", {}, "direct"],
		["https_proxy for https", "https://gpu1/v1", { https_proxy: P, http_proxy: Q }, P],
		["http_proxy for http", "http://gpu1/v1", { https_proxy: P, http_proxy: Q }, Q],
		["https_proxy is not for http", "http://gpu1/v1", { https_proxy: P }, "direct"],
		["HTTPS_PROXY", "https://gpu1/v1", { HTTPS_PROXY: P }, P],
		["lower case first", "https://gpu1/v1", { HTTPS_PROXY: Q, https_proxy: P }, P],
		["HTTP_PROXY", "http://gpu1/v1", { HTTP_PROXY: P }, P],
		[
			"HTTP_PROXY, which a CGI caller could have set",
			"http://gpu1/v1",
			{ HTTP_PROXY: P, REQUEST_METHOD: "GET" },
			"direct",
		],
		["ALL_PROXY", "http://gpu1/v1", { ALL_PROXY: P }, P],
		["all_proxy comes last", "https://gpu1/v1", { all_proxy: Q, HTTPS_PROXY: P }, P],
		["an empty variable is none", "https://gpu1/v1", { https_proxy: " ", HTTPS_PROXY: P }, P],
		["without a scheme", "http://gpu1/v1", { http_proxy: "proxy:3128" }, "http://proxy:3128"],
		["with credentials", "http://gpu1/v1", { http_proxy: "ada:pw@proxy:3128" }, "http://ada:pw@proxy:3128"],
		["an https proxy", "http://gpu1/v1", { http_proxy: "https://proxy" }, "https://proxy"],
		["socks", "http://gpu1/v1", { ALL_PROXY: "socks5h://proxy:1080" }, "unusable ALL_PROXY"],
		["nonsense", "http://gpu1/v1", { http_proxy: "http://" }, "unusable http_proxy"],
		["loopback by name", "http://localhost:8000/v1", { http_proxy: P }, "direct"],
		["loopback by a name below it", "http://llm.localhost/v1", { http_proxy: P }, "direct"],
		["loopback by IPv4", "http://127.1.2.3/v1", { http_proxy: P }, "direct"],
		["loopback by IPv6", "http://[::1]:8000/v1", { http_proxy: P }, "direct"],
		["a name that only begins so", "http://127.0.0.1.example/v1", { http_proxy: P }, P],
	])("%s", (_, url, variables, expected) => {
		const choice = proxyFor(url, variables);
		const told = {
			direct: "direct",
			proxy: "url" in choice ? choice.url : "",
			unusable: "variable" in choice ? `unusable ${choice.variable}` : "",
		};
		expect(told[choice.kind]).toBe(expected);
	});
});

describe("NO_PROXY names what is reached directly", () => {
	it.each<[string, string, boolean]>([
		["*", "http://gpu1/v1", true],
		["gpu1", "http://gpu1:8000/v1", true],
		["GPU1", "http://gpu1/v1", true],
		["gpu1", "http://gpu10/v1", false],
		["example.com", "http://example.com/v1", true],
		["example.com", "http://llm.example.com/v1", true],
		["example.com", "http://notexample.com/v1", false],
		[".example.com", "http://llm.example.com/v1", true],
		[".example.com", "http://example.com/v1", true],
		["*.example.com", "http://llm.example.com/v1", true],
		["example.com.", "http://example.com/v1", true],
		["a, b ,gpu1", "http://gpu1/v1", true],
		["a b gpu1", "http://gpu1/v1", true],
		["gpu1:8000", "http://gpu1:8000/v1", true],
		["gpu1:8000", "http://gpu1:8001/v1", false],
		["gpu1:80", "http://gpu1/v1", true],
		["gpu1:443", "https://gpu1/v1", true],
		["10.0.0.7", "http://10.0.0.7/v1", true],
		["10.0.0.0/8", "http://10.1.2.3/v1", true],
		["10.0.0.0/8", "http://11.1.2.3/v1", false],
		["10.0.0.0/33", "http://10.1.2.3/v1", false],
		["10.0.0.0/8", "http://gpu1/v1", false],
		["0.0.0.0/0", "http://8.8.8.8/v1", true],
		["fe80::1", "http://[fe80::1]/v1", true],
		["[fe80::1]", "http://[fe80::1]:8000/v1", true],
		["[fe80::1]:8000", "http://[fe80::1]:8001/v1", false],
		[".", "http://gpu1/v1", false],
		["", "http://gpu1/v1", false],
	])("NO_PROXY=%j and %s: %s", (NO_PROXY, url, direct) => {
		expect(proxyFor(url, { ALL_PROXY: P, NO_PROXY }).kind).toBe(direct ? "direct" : "proxy");
	});

	it("lower case wins", () => {
		expect(proxyFor("http://gpu1/v1", { http_proxy: P, no_proxy: "other", NO_PROXY: "gpu1" }).kind).toBe("proxy");
	});
});
