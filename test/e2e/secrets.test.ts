import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/core/invocation/invocation.ts";
import { startForwardProxy } from "../support/forward-proxy.ts";
import { completion, healthyRoutes, modelList } from "../support/healthy.ts";
import {
	holdsSecret,
	PLANTED_HEARTBEAT,
	PLANTED_HOOK,
	PLANTED_KEY,
	PLANTED_PROXY_USER,
	runProgram,
} from "../support/program.ts";
import { empty, events, html, json, type Reply, redirect, text } from "../support/replies.ts";
import type { Call, Routes } from "../support/scripted-server.ts";
import { someOf } from "../support/size.ts";
import { useScratchFolder, useServer, useWebhook } from "../support/use.ts";

/*
 * Servers, proxies and receivers that say aloud all they were sent. runProgram looks through what a run prints, the
 * scratch folder through what it wrote: state, text files, whatever else.
 */

const server = useServer({}, { anew: true });
const slack = useWebhook({ anew: true });
const folder = useScratchFolder({ anew: true });

const CHAT = "POST /v1/chat/completions";
const heard = ({ method, path, headers }: Pick<Call, "path" | "headers"> & { method?: string }) =>
	`${method ?? "POST"} ${path} ${Object.entries(headers).join("; ")}`;

const ERROR_OF_THE_QUESTION: Routes = {
	[CHAT]: (call) => json({ error: { message: heard(call), code: 401 } }, 401),
};

/** What gives away what it was sent, and where. */
const INDISCRETIONS: readonly (readonly [string, Routes])[] = [
	["an error of the list", { "GET /v1/models": (call) => json({ error: { message: heard(call) } }, 401) }],
	["an error of the question", ERROR_OF_THE_QUESTION],
	["an error in a 200", { [CHAT]: (call) => json({ error: { message: heard(call), type: heard(call) } }) }],
	["a page's title", { "*": (call) => html(`<title>${heard(call)}</title><h1>${heard(call)}</h1>`, 500) }],
	["plain text", { [CHAT]: (call) => text(heard(call), 500) }],
	["a redirect", { "GET /v1/models": (call) => redirect(`https://sso.example/?t=${call.headers.authorization}`) }],
	["a header", { "*": (call) => empty(401, { "www-authenticate": `Bearer realm="${call.headers.authorization}"` }) }],
	["a model's name", { "GET /v1/models": (call) => json(modelList([heard(call), `${call.headers.authorization}`])) }],
	[
		"JSON with its slashes escaped",
		{ [CHAT]: (call) => text(JSON.stringify({ error: heard(call) }).replaceAll("/", "\\/"), 401) },
	],
	["an answer", { [CHAT]: (call) => json(completion(heard(call), { model: heard(call) })) }],
	["an answer that is none", { [CHAT]: (call) => json({ choices: heard(call), [heard(call)]: 1 }) }],
	["a stream", { [CHAT]: (call) => events([{ choices: [{ index: 0, delta: { content: heard(call) } }] }, "[DONE]"]) }],
	["a metric", { [CHAT]: empty(503), "GET /metrics": (call) => text(`vllm:num_requests_running ${heard(call)}\n`) }],
];

function environment(more: Record<string, string> = {}) {
	return {
		LLM_API_KEY: PLANTED_KEY,
		SLACK_WEBHOOK_URL: `http://127.0.0.1:${slack.port}/services/T0/B0/${PLANTED_HOOK}`,
		HEARTBEAT_URL: `http://127.0.0.1:${slack.port}/${PLANTED_HEARTBEAT}`,
		...more,
	};
}

function check(url: string, env: Record<string, string>, ...more: string[]) {
	const files = ["--state", folder.file("state.json"), "--textfile", folder.file("llm.prom")];
	return runProgram(["check", url, ...files, ...more], { env, cwd: folder.path });
}

function expectDiscreet() {
	for (const { body } of slack.received) expect(holdsSecret(body), body).toBe(false);
}

describe("a server that says the key aloud", () => {
	it.each(someOf(3, INDISCRETIONS))("in %s", async (_name, routes) => {
		server.use({ routes: { ...healthyRoutes(), ...routes } });
		const probed = runProgram(["probe", server.baseUrl, "--explain"], { env: environment() });
		await Promise.all([check(server.baseUrl, environment()), probed]);
		expect(server.calls.some(({ headers }) => headers.authorization === `Bearer ${PLANTED_KEY}`)).toBe(true);
		expect(readdirSync(folder.path).toSorted()).toEqual(["llm.prom", "state.json"]);
		expectDiscreet();
	});

	it.each(someOf(2, FORMATS))("format %s", async (format) => {
		server.use({ routes: { ...healthyRoutes(), ...ERROR_OF_THE_QUESTION } });
		const run = await check(server.baseUrl, environment(), "--format", format);
		expect(run.stdout).not.toBe("");
		const status = await runProgram(["status", "--state", folder.file("state.json"), "--format", format]);
		expect(status.stdout).not.toBe("");
		expectDiscreet();
	});
});

describe("receivers that say their own address aloud", () => {
	const refusals: readonly (readonly [string, (said: string) => Reply])[] = [
		["as text", (said) => text(said, 500)],
		["as Slack's word", (said) => text(said, 404)],
		["as JSON", (said) => json({ ok: false, error: said, message: said }, 400)],
		["as a page", (said) => html(`<title>${said}</title>`, 503)],
		["in a redirect", (said) => redirect(`https://elsewhere.example${said}`)],
		["in a 200", (said) => json({ ok: false, error: said })],
		["as an ignored ping", (said) => text(`OK (${said})`)],
		["escaped", (said) => text(encodeURIComponent(said), 500)],
	];
	it.each(someOf(2, refusals))("%s", async (_name, refusal) => {
		server.change({ "GET /v1/models": empty(503) });
		slack.answerWith((_nth, received) => refusal(received.path));
		const run = await check(server.baseUrl, environment());
		expect(run.exitCode).toBe(1);
		expect(run.stderr).toMatch(/slack|heartbeat/);
		const env = { SLACK_WEBHOOK_URL: environment().SLACK_WEBHOOK_URL };
		await runProgram(["test-alert"], { env });
		expectDiscreet();
	});

	it("that are not there, or hang up", async () => {
		server.change({ "GET /v1/models": empty(503) });
		await slack.close();
		const run = await check(server.baseUrl, environment());
		expect(run.stderr).toMatch(/slack/);
		expect(run.stderr).toMatch(/heartbeat/);
	});
});

describe("a proxy that says its own password aloud", () => {
	const ways = [
		["when it knows no such server", undefined],
		["when it forbids", 403],
		["when it wants another", 407],
	] as const;
	it.each(someOf(1, ways))("%s", async (_name, refuseWith) => {
		const hosts = { "slack.internal": slack.port };
		await using proxy = await startForwardProxy(refuseWith === undefined ? { hosts } : { hosts, refuseWith });
		const env = environment({
			HTTP_PROXY: `http://${PLANTED_PROXY_USER}@127.0.0.1:${proxy.port}`,
			SLACK_WEBHOOK_URL: `http://slack.internal/services/T0/B0/${PLANTED_HOOK}`,
		});
		const probed = runProgram(["probe", "http://llm.internal", "--explain"], { env });
		const tested = runProgram(["test-alert"], { env });
		const [run] = await Promise.all([check("http://llm.internal", env), probed, tested]);
		expect(run.exitCode, run.stdout).toBe(1);
		expectDiscreet();
	});
});
