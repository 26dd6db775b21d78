import { describe, expect, test } from "vitest";
import { ping, signalUrl } from "../../src/notify/heartbeat.ts";
import { A_HANG_MS } from "../support/patience.ts";
import { empty, html, silence, text } from "../support/replies.ts";
import { useServer } from "../support/use.ts";

const UUID = "3f8c1a52-0000-4000-8000-5ec5e7000000";
const server = useServer({}, { script: { routes: { "*": text("OK") } }, anew: true });

const reach = { url: () => `${server.url}/${UUID}`, proxyUrl: null, caPem: null };

function within(ms: number) {
	return { deadlineAt: performance.now() + ms, userAgent: "llm-healthcheck/test" };
}

describe("signalUrl", () => {
	const base = `https://hc-ping.com/${UUID}`;
	test.each([
		["run", "start", `${base}/start`],
		["run", 0, base],
		["run", 1, base],
		["run", 2, base],
		["run", 3, `${base}/3`],
		["verdict", "start", `${base}/start`],
		["verdict", 0, `${base}/0`],
		["verdict", 1, `${base}/1`],
		["verdict", 2, `${base}/2`],
		["verdict", 3, `${base}/3`],
	] as const)("%s, %s", (report, signal, expected) => {
		expect(signalUrl(base, report, signal)).toBe(expected);
	});

	test.each([
		["a trailing slash", "https://h/ping/key/slug/", "https://h/ping/key/slug/2"],
		["a query", "https://h/ping/key/slug?create=1", "https://h/ping/key/slug/2?create=1"],
		["no path", "https://h", "https://h/2"],
	])("%s", (_name, url, expected) => {
		expect(signalUrl(url, "verdict", 2)).toBe(expected);
	});
});

test("a heard ping is a GET with our name, and no trouble", async () => {
	expect(await ping(reach, "verdict", 2, within(2000))).toBeNull();
	expect(server.calls).toMatchObject([
		{ method: "GET", path: `/${UUID}/2`, headers: { "user-agent": "llm-healthcheck/test" } },
	]);
});

test.each([
	["200 OK (not found)", text("OK (not found)"), /knows no such check/],
	["404", text("not found", 404), /knows no such check/],
	["200 OK (rate limited)", text("OK (rate limited)"), /pinged too often/],
	["429", text("rate limited", 429), /pinged too often/],
	["409", text("ambiguous slug", 409), /use the address with the UUID/],
	["503", html("<h1>busy</h1>", 503), /did not accept the ping \(HTTP 503\)/],
	["a redirect", empty(302, { location: "/login" }), /HTTP 302/],
	["an echo of the address", text(`OK (no ${UUID})`), /OK|did not accept/],
	["silence", silence, /no answer/],
])("%s is trouble in words, without the secret", async (_name, reply, words) => {
	server.use({ routes: { "*": reply } });
	const began = performance.now();
	const trouble = await ping(reach, "run", 0, within(1200));
	expect(trouble).toMatch(words);
	expect(trouble).toMatch(/^heartbeat: /);
	expect(trouble).not.toContain(UUID);
	expect(performance.now() - began).toBeLessThan(A_HANG_MS);
	expect(server.calls).toHaveLength(1);
});

test("no time, no ping", async () => {
	expect(await ping(reach, "run", 0, within(0))).toMatch(/no time/);
	expect(server.calls).toHaveLength(0);
});

test("nobody listens", async () => {
	const nowhere = { ...reach, url: () => `http://127.0.0.1:1/${UUID}` };
	expect(await ping(nowhere, "run", 0, within(1000))).toMatch(/connection was refused/);
});

test("an address that is none", async () => {
	expect(await ping({ ...reach, url: () => `not ${UUID}` }, "run", 0, within(1000))).toBe("heartbeat: internal error");
});
