import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeBaseUrl } from "../../../src/core/target/base-url.ts";
import { cases } from "../../support/size.ts";

const baseOf = (text: string) => {
	const base = normalizeBaseUrl(text);
	return base.ok ? base.baseUrl : `refused: ${base.problem}`;
};

describe("an address as people write it becomes a base URL", () => {
	it.each([
		["http://gpu1:8000", "http://gpu1:8000/v1"],
		["http://gpu1:8000/", "http://gpu1:8000/v1"],
		["http://gpu1:8000/v1", "http://gpu1:8000/v1"],
		["http://gpu1:8000/v1/", "http://gpu1:8000/v1"],
		["http://gpu1:8000//v1//", "http://gpu1:8000/v1"],
		["  http://gpu1:8000\n", "http://gpu1:8000/v1"],
		["HTTP://GPU1:8000/V", "http://gpu1:8000/V/v1"],
		["http://gpu1:80", "http://gpu1/v1"],
		["https://gpu1:443/v1", "https://gpu1/v1"],
		["http://gw/llm", "http://gw/llm/v1"],
		["http://gw/llm/", "http://gw/llm/v1"],
		["http://gw/llm/v1", "http://gw/llm/v1"],
		["http://gw/v1-openai", "http://gw/v1-openai"],
		["http://gw/v100/", "http://gw/v100/v1"],
		["https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1"],
		[
			"https://generativelanguage.googleapis.com/v1beta/openai/",
			"https://generativelanguage.googleapis.com/v1beta/openai",
		],
		["https://r.openai.azure.com/openai/v1/", "https://r.openai.azure.com/openai/v1"],
		[
			"https://api.cloudflare.com/client/v4/accounts/abc/ai/v1",
			"https://api.cloudflare.com/client/v4/accounts/abc/ai/v1",
		],
		["http://gpu1:8000/v1/chat/completions", "http://gpu1:8000/v1"],
		["http://gpu1:8000/v1/chat/completions/", "http://gpu1:8000/v1"],
		["http://gpu1:8000/v1/models", "http://gpu1:8000/v1"],
		["http://gpu1:8000/models", "http://gpu1:8000"],
		["http://gpu1:8000/models/", "http://gpu1:8000"],
		["https://api.example.com/chat/completions", "https://api.example.com"],
		["http://gw/openai/deployments/gpt/chat/completions", "http://gw/openai/deployments/gpt"],
		["http://gw/llm/embeddings", "http://gw/llm"],
		["http://gw/v1/chat", "http://gw/v1"],
		["http://gw/chat", "http://gw/v1"],
		["http://gpu1:8000/v1/completions", "http://gpu1:8000/v1"],
		["http://gpu1:8000/v1?", "http://gpu1:8000/v1"],
		["http://[::1]:8000", "http://[::1]:8000/v1"],
		["http://gpü.example/v1", "http://xn--gp-yka.example/v1"],
		["http://例え.jp", "http://xn--r8jz45g.jp/v1"],
	])("%j → %s", (text, expected) => {
		expect(baseOf(text)).toBe(expected);
	});
});

describe("without a scheme, one's own machines get http and the internet gets https", () => {
	it.each([
		["gpu1:8000", "http://gpu1:8000/v1"],
		["gpu1", "http://gpu1/v1"],
		["localhost:11434/v1", "http://localhost:11434/v1"],
		["127.0.0.1:8000", "http://127.0.0.1:8000/v1"],
		["10.0.0.7", "http://10.0.0.7/v1"],
		["[::1]:8000", "http://[::1]:8000/v1"],
		["[fe80::1]", "http://[fe80::1]/v1"],
		["llm.lan/api", "http://llm.lan/api/v1"],
		["gpu.example.com:8000", "http://gpu.example.com:8000/v1"],
		["api.example.com", "https://api.example.com/v1"],
		["api.example.com/v1/", "https://api.example.com/v1"],
		["api.example.com:443", "https://api.example.com/v1"],
	])("%j → %s", (text, expected) => {
		expect(baseOf(text)).toBe(expected);
	});
});

describe("what is no address is refused in words that quote nothing of it", () => {
	it.each([
		["", "it is empty"],
		["   ", "it is empty"],
		["ftp://gpu1", "it must begin with http:// or https://"],
		["file:///etc/passwd", "it must begin with http:// or https://"],
		["http:gpu1", "two slashes belong after http:"],
		["https:/gpu1", "two slashes belong after http:"],
		["http://", "it is not a URL: write http://host:port, as in http://gpu1:8000"],
		["http://gpu1:99999", "it is not a URL: write http://host:port, as in http://gpu1:8000"],
		["two words", "it is not a URL: write http://host:port, as in http://gpu1:8000"],
		["http://gpu1/v1?api-version=1", "it holds a query (the part from the question mark on): leave it out"],
		["http://gpu1/#a", "it holds a fragment (the part from # on): leave it out"],
	])("%j", (text, problem) => {
		expect(normalizeBaseUrl(text)).toEqual({ ok: false, problem });
	});

	it.each(["http://ada:hunter2@gpu1", "ada:hunter2@gpu1:8000", "https://hunter2@gpu1", "http://:hunter2@gpu1"])(
		"%s",
		(text) => {
			const base = normalizeBaseUrl(text);
			expect(base).toMatchObject({ ok: false });
			expect(JSON.stringify(base)).toContain("credentials");
			expect(JSON.stringify(base)).not.toContain("hunter2");
		},
	);
});

describe("whatever the text", () => {
	const texts = fc.oneof(
		fc.string(),
		fc.webUrl({ withQueryParameters: true, withFragments: true }),
		fc.webPath().map((path) => `http://h${path}`),
	);

	it("a base URL is its own base URL, and so it is when pasted with its endpoint; it has no slash at its end", () => {
		fc.assert(
			fc.property(texts, (text) => {
				const base = normalizeBaseUrl(text);
				if (!base.ok) return;
				for (const endpoint of ["/models", "/chat/completions"])
					expect(normalizeBaseUrl(base.baseUrl + endpoint)).toEqual(base);
				if (/\/v\d/.test(base.baseUrl)) expect(normalizeBaseUrl(base.baseUrl)).toEqual(base);
				expect(base.baseUrl).toMatch(/^https?:\/\/[^/?#@]+(?:\/[^?#]*[^/?#])?$/);
			}),
			{ numRuns: cases(200, 2000) },
		);
	});
});
