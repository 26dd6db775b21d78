import { expect, test } from "vitest";
import { probeServer } from "../../../src/checks/llm/probe-server.ts";
import type { ProbeContext } from "../../../src/checks/prober.ts";
import { judge } from "../../../src/core/result/kinds.ts";
import type { TraceEvent } from "../../../src/core/result/outcome.ts";
import type { LlmTarget } from "../../../src/core/target/target.ts";
import { completion, healthyRoutes, modelList } from "../../support/healthy.ts";
import { json, late, text } from "../../support/replies.ts";
import { useServer } from "../../support/use.ts";
import { sampleTarget } from "./builders.ts";

const server = useServer({}, { anew: true });

const KEY = "sk-probe-secret-0123456789";
const access = { apiKey: () => KEY, caPem: null, proxyUrl: null };

const target = (overrides: Partial<LlmTarget> = {}) => sampleTarget({ url: server.baseUrl, ...overrides });
const probe = (...targets: LlmTarget[]) => probeWith({}, ...targets);

function probeWith(overrides: Partial<ProbeContext>, ...targets: LlmTarget[]) {
	const deadlineAt = performance.now() + 10_000;
	const context = { deadlineAt, userAgent: "llm-healthcheck/test", now: () => 1000, trace: null, ...overrides };
	return probeServer(
		targets.map((one) => ({ target: one, access, memory: null })),
		context,
	);
}

test("a healthy server: two requests, one connection, evidence", async () => {
	const [result] = await probe(target());
	expect(result).toMatchObject({
		model: "Qwen/Qwen3-8B",
		server: "vllm",
		time: 1000,
		api: { passed: true },
		inference: { passed: true },
	});
	expect(result && judge(result)).toEqual({ status: "ok", stage: null, cause: null, softAs: null });
	expect(result?.notes).toEqual([{ kind: "model_chosen", model: "Qwen/Qwen3-8B" }]);
	expect(server.connections()).toBe(1);
	expect(server.calls).toHaveLength(2);
	expect(server.calls[1]?.json).toEqual({
		model: "Qwen/Qwen3-8B",
		messages: [{ role: "user", content: "healthcheck" }],
		max_tokens: 5,
		temperature: 0,
		stream: false,
	});
	expect(server.calls[1]?.headers).toMatchObject({
		authorization: `Bearer ${KEY}`,
		"user-agent": "llm-healthcheck/test",
	});
});

test("several targets of one server: one list, as many connections as are asked at a time", async () => {
	const results = await probe(target({ name: "a" }), target({ name: "b" }), target({ name: "c" }));
	expect(results.map((result) => judge(result).status)).toEqual(["ok", "ok", "ok"]);
	expect(server.callsOf("GET /v1/models")).toHaveLength(1);
	expect(server.connections()).toBe(3);
	server.forget();
	const [one, ...others] = await probe(...["a", "b", "c"].map((name) => target({ name, perServer: 1 })));
	expect([one, ...others].map((result) => judge(result as (typeof others)[0]).status)).toEqual(["ok", "ok", "ok"]);
	expect(server.callsOf("GET /v1/models")).toHaveLength(1);
	expect(server.connections()).toBe(4);
});

test("a key that the server echoes leaves nothing of itself, in the result nor in the trace", async () => {
	const events: TraceEvent[] = [];
	const echo = JSON.stringify({ error: { message: `Incorrect API key provided: ${KEY}.`, code: KEY } });
	server.use({ routes: { "*": text(echo, 401, { location: `/?key=${KEY}`, server: KEY }) } });
	const [unauthorized] = await probeWith({ trace: (event) => events.push(event) }, target());
	expect(unauthorized?.api).toMatchObject({
		passed: false,
		failure: { kind: "unauthorized", message: "Incorrect API key provided: ***." },
	});
	server.use({ routes: { "*": text(echo, 302, { location: `/?key=${KEY}` }) } });
	const [redirected] = await probeWith({ trace: (event) => events.push(event) }, target());
	expect(redirected?.api).toMatchObject({ failure: { kind: "redirect", location: "/?key=***" } });
	server.use({ routes: healthyRoutes() });
	server.change({ "POST /v1/chat/completions": json(completion(`Your key is ${KEY}`)) });
	const [told] = await probeWith({ trace: (event) => events.push(event) }, target());
	expect(told?.answer?.text).toBe("Your key is ***");
	expect(JSON.stringify([events, unauthorized, redirected, told])).not.toContain(KEY);
});

test("the trace tells requests, replies and decisions in order", async () => {
	const events: TraceEvent[] = [];
	await probeWith({ trace: (event) => events.push(event) }, target());
	expect(events.map(({ stage, kind }) => `${stage} ${kind}`)).toEqual([
		...["api request", "api reply", "api decision"],
		...["inference request", "inference reply", "inference decision"],
	]);
});

test("a target whose turn the deadline left no time for has no result", async () => {
	server.change({ "POST /v1/chat/completions": late(1500, json(completion())) });
	const targets = ["a", "b", "c"].map((name) => target({ name, perServer: 1 }));
	const results = await probeWith({ deadlineAt: performance.now() + 2600 }, ...targets);
	expect(results.map(({ target: { name } }) => name)).toEqual(["a"]);
	expect(results.map((result) => judge(result).status)).toEqual(["ok"]);
	// What would be cut short is not begun.
	expect(server.callsOf("POST /v1/chat/completions")).toHaveLength(1);
});

test("practically no time is no time: nothing is asked, and nothing is known", async () => {
	expect(await probeWith({ deadlineAt: performance.now() + 40 }, target())).toEqual([]);
	expect(server.calls).toEqual([]);
});

test.each([
	["the list", "GET /v1/models", "api"],
	["the answer", "POST /v1/chat/completions", "inference"],
] as const)(
	"a wait for %s that the deadline cuts short is no verdict; one that took the target's own time is",
	async (_what, route, stage) => {
		server.change({ [route]: late(9000, json({})) });
		expect(await probeWith({ deadlineAt: performance.now() + 1000 }, target())).toEqual([]);
		const [patient] = await probe(target({ apiTimeoutMs: 600, inferenceTimeoutMs: 600 }));
		expect(patient?.[stage]).toMatchObject({ passed: false, failure: { kind: "timeout", timeoutMs: 600 } });
	},
);

test.each([
	["GET /v1/models", "api"],
	["POST /v1/chat/completions", "inference"],
] as const)("a second opinion that the deadline cuts short leaves the first: %s", async (route, stage) => {
	const broken = json({ error: { message: "CUDA error" } }, 500);
	server.change({ [route]: (_call, nth) => (nth === 1 ? broken : late(9000, broken)) });
	const [result] = await probeWith({ deadlineAt: performance.now() + 1500 }, target());
	expect(result?.[stage]).toMatchObject({ passed: false, failure: { kind: "server_error", httpStatus: 500 } });
});

test("another form that the deadline cuts short leaves nothing: the first was refused for its form", async () => {
	const refused = json(
		{
			error: {
				message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.",
				param: "max_tokens",
				code: "unsupported_parameter",
			},
		},
		400,
	);
	server.change({ "POST /v1/chat/completions": (_call, nth) => (nth === 1 ? refused : late(9000, refused)) });
	expect(await probeWith({ deadlineAt: performance.now() + 1500 }, target())).toEqual([]);
	expect(server.callsOf("POST /v1/chat/completions")).toHaveLength(2);
});

test("stage api failed: every target of the server has it, and the model is not asked", async () => {
	server.change({ "GET /v1/models": json({ error: "Unauthorized" }, 401) });
	const results = await probe(target({ name: "a" }), target({ name: "b" }));
	expect(results.map((result) => judge(result))).toMatchObject([
		{ status: "api_down", stage: "api", cause: { kind: "unauthorized" } },
		{ status: "api_down", stage: "api", cause: { kind: "unauthorized" } },
	]);
	expect(server.calls).toHaveLength(1);
});

test("a model's name with escape sequences is asked as it is and shown without them", async () => {
	const evil = "evil\u001b[31m/model";
	server.change({ "GET /v1/models": json(modelList([evil])) });
	const [result] = await probe(target());
	expect(server.calls[1]?.json).toMatchObject({ model: evil });
	expect(result).toMatchObject({ model: "evil [31m/model", models: ["evil [31m/model"] });
});

test("a key that no header can carry is this host's trouble, and is not shown", async () => {
	const broken = { ...access, apiKey: () => "sk-line\nbreak" };
	const context = { deadlineAt: performance.now() + 1000, userAgent: "x", now: Date.now, trace: null };
	const error = await probeServer([{ target: target(), access: broken, memory: null }], context).catch(String);
	expect(error).toMatch(/^LocalError: .*authorization/);
	expect(error).not.toContain("sk-line");
});

test("no targets, no requests", async () => {
	expect(await probe()).toEqual([]);
	expect(server.calls).toEqual([]);
});

test("an empty answer where one is looked for is confirmed with the same question", async () => {
	const empty = { choices: [{ message: { content: "" }, finish_reason: "stop" }] };
	server.change({ "POST /v1/chat/completions": (_call, nth) => json(nth === 1 ? empty : completion("pong")) });
	const [result] = await probe(target({ prompt: "Say pong", expect: "pong" }));
	expect(result).toMatchObject({ inference: { passed: true }, notes: [{ kind: "model_chosen" }, { kind: "retried" }] });
	expect(server.calls[2]?.json).toMatchObject({
		messages: [{ content: "Please answer this: Say pong" }],
		max_tokens: 32,
	});
});
