import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { ForwardProxy } from "../support/forward-proxy.ts";
import { PLANTED_HOOK, PLANTED_PROXY_PASSWORD, runProgram, PLANTED_PROXY_USER as USER } from "../support/program.ts";
import { empty } from "../support/replies.ts";
import { someOf } from "../support/size.ts";
import { caPem, wrongName } from "../support/tls.ts";
import { useForwardProxy, useScratchFolder, useServer, useWebhook } from "../support/use.ts";

/*
 * Names under .internal and .example lead somewhere only for who asks the proxy: reached is reached through it.
 */

const ODD_PASSWORD = `50%off ${PLANTED_PROXY_PASSWORD}ü@`;

const folder = useScratchFolder();
const server = useServer();
/** Its certificate is for other.example. */
const tlsServer = useServer({}, { tls: wrongName });
const slack = useWebhook();
const useProxy = (options: object = {}) =>
	useForwardProxy(() => ({
		hosts: { "llm.internal": server.port, "other.example": tlsServer.port, "slack.internal": slack.port },
		...options,
	}));
const proxy = useProxy();
const guarded = useProxy({ credentials: USER });
const withToken = useProxy({ credentials: `${PLANTED_PROXY_PASSWORD}:` });
const oddly = useProxy({ credentials: `proxy-user:${ODD_PASSWORD}` });
const refusing = useProxy({ refuseWith: 403 });

beforeAll(() => writeFileSync(folder.file("ca.pem"), caPem));

const PLAIN = "http://llm.internal/v1";
const TLS = "https://other.example/v1";
const GONE = "http://127.0.0.1:1";

function probe(url: string, env: Record<string, string>) {
	const trust = url.startsWith("https:") ? ["--ca-file", folder.file("ca.pem")] : [];
	return runProgram(["probe", url, ...trust, "--format", "json"], { env, cwd: folder.path });
}

describe("a server is reached through the proxy that the environment names", () => {
	type Row = readonly [string, url: string, env: () => Record<string, string>, passed: () => ForwardProxy];
	const rows: readonly Row[] = [
		["HTTP_PROXY", PLAIN, () => ({ HTTP_PROXY: proxy.url }), () => proxy],
		["http_proxy", PLAIN, () => ({ http_proxy: proxy.url, HTTP_PROXY: GONE }), () => proxy],
		["ALL_PROXY", PLAIN, () => ({ ALL_PROXY: proxy.url }), () => proxy],
		["an address without its scheme", PLAIN, () => ({ HTTP_PROXY: proxy.url.slice(7) }), () => proxy],
		["HTTPS_PROXY, by a tunnel", TLS, () => ({ HTTPS_PROXY: proxy.url, HTTP_PROXY: GONE }), () => proxy],
		["NO_PROXY for another", PLAIN, () => ({ HTTP_PROXY: proxy.url, NO_PROXY: "lm.internal" }), () => proxy],
		["a password", PLAIN, () => ({ HTTP_PROXY: as(USER, guarded) }), () => guarded],
		["a password, by a tunnel", TLS, () => ({ HTTPS_PROXY: as(USER, guarded) }), () => guarded],
		["a token for a name", PLAIN, () => ({ HTTP_PROXY: as(PLANTED_PROXY_PASSWORD, withToken) }), () => withToken],
		["a password that is not quite escaped", PLAIN, () => ({ HTTP_PROXY: as(odd, oddly) }), () => oddly],
		["the same by a tunnel", TLS, () => ({ HTTPS_PROXY: as(odd, oddly) }), () => oddly],
	];
	const odd = `proxy-user:50%off%20${PLANTED_PROXY_PASSWORD}ü%40`;

	it.each(someOf(3, rows))("%s", async (_name, url, env, used) => {
		const before = used().passed.length;
		const run = await probe(url, env());
		expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: "" });
		const passed = used().passed.slice(before);
		const methods = new Set(passed.map(({ method }) => method));
		expect([...methods]).toEqual(url === TLS ? ["CONNECT"] : ["GET", "POST"]);
		// One tunnel serves the whole run.
		if (url === TLS) expect(passed).toHaveLength(1);
	});

	const exceptions = [
		["NO_PROXY names it", { NO_PROXY: "llm.internal" }],
		["NO_PROXY names its domain", { no_proxy: ".internal" }],
		["NO_PROXY names all", { NO_PROXY: "*" }],
		["a CGI caller may have set HTTP_PROXY from a request", { REQUEST_METHOD: "GET" }],
	] as const;
	it.each(someOf(1, exceptions))("not where %s", async (_name, env) => {
		const before = proxy.passed.length;
		const run = await probe(PLAIN, { HTTP_PROXY: proxy.url, ...env });
		expect(run).toMatchObject({ exitCode: 1 });
		expect(JSON.parse(run.stdout).targets).toMatchObject([{ cause: "dns" }]);
		expect(proxy.passed.length).toBe(before);
	});

	it("loopback is always reached directly", async () => {
		const run = await probe(server.baseUrl, { HTTP_PROXY: GONE, ALL_PROXY: GONE });
		expect(run).toMatchObject({ exitCode: 0, stderr: "" });
	});
});

describe("a proxy that does not let through is blamed itself, and its password never shown", () => {
	const wrong = `proxy-user:not-${PLANTED_PROXY_PASSWORD}`;
	const refusals = [
		["a wrong password", PLAIN, () => ({ HTTP_PROXY: as(wrong, guarded) }), /407/],
		["a wrong password, by a tunnel", TLS, () => ({ HTTPS_PROXY: as(wrong, guarded) }), /407/],
		["no password", PLAIN, () => ({ HTTP_PROXY: guarded.url }), /407/],
		["a tunnel refused", TLS, () => ({ HTTPS_PROXY: as(USER, refusing) }), /403/],
		["nobody there", PLAIN, () => ({ HTTP_PROXY: `http://${USER}@127.0.0.1:1` }), /ECONNREFUSED/],
		["nobody there, by a tunnel", TLS, () => ({ HTTPS_PROXY: `http://${USER}@127.0.0.1:1` }), /ECONNREFUSED/],
		["no such host", PLAIN, () => ({ HTTP_PROXY: `http://${USER}@proxy.invalid:3128` }), /ENOTFOUND|EAI_AGAIN/],
		["https meant for an http proxy", TLS, () => ({ HTTPS_PROXY: as(USER, guarded, "https") }), /./],
	] as const;
	it.each(someOf(2, refusals))("%s", async (_name, url, env, says) => {
		const run = await probe(url, env());
		expect(run, run.stdout).toMatchObject({ exitCode: 1, stderr: "" });
		const [target] = JSON.parse(run.stdout).targets;
		expect(["proxy_failed", "tls"]).toContain(target.cause);
		expect(target.detail).toMatch(says);
		const explained = await runProgram(["probe", url, "--explain"], { env: env(), cwd: folder.path });
		expect(explained.exitCode).toBe(1);
	});

	it.each([
		["socks", `socks5://${USER}@127.0.0.1:1`],
		["no address", `http://proxy-user:${PLANTED_PROXY_PASSWORD}/x@127.0.0.1`],
	])("%s: a setting to correct", async (_name, HTTP_PROXY) => {
		const run = await runProgram(["probe", PLAIN], { env: { HTTP_PROXY } });
		expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("HTTP_PROXY") });
	});
});

it("Slack and the heartbeat are reached through it too", async () => {
	server.change({ "GET /v1/models": empty(503) });
	slack.forget();
	const env = {
		HTTP_PROXY: as(USER, guarded),
		SLACK_WEBHOOK_URL: `http://slack.internal/services/${PLANTED_HOOK}`,
		HEARTBEAT_URL: "http://slack.internal/beat",
	};
	const run = await runProgram(["check", server.baseUrl, "--state", folder.file("told.json")], { env });
	expect(run).toMatchObject({ exitCode: 1, stderr: "" });
	expect(JSON.parse(run.stdout)).toMatchObject({ alert: "sent" });
	expect(slack.received.map(({ path }) => path)).toEqual(["/beat/start", `/services/${PLANTED_HOOK}`, "/beat"]);
});

/** The address of a proxy with somebody's credentials in it. */
function as(credentials: string, { port }: ForwardProxy, scheme = "http"): string {
	return `${scheme}://${credentials}@127.0.0.1:${port}`;
}
