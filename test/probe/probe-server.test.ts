import { afterEach, beforeEach, expect, test } from "vitest";
import { judge } from "../../src/core/judge.ts";
import type { Target } from "../../src/core/target.ts";
import { probeServer } from "../../src/probe/probe-server.ts";
import { type ScriptedServer, startScriptedServer } from "../support/scripted-server.ts";

let server: ScriptedServer;
beforeEach(async () => {
	server = await startScriptedServer();
});
afterEach(() => server.close());

const KEY = "sk-probe-secret-0123456789";
const access = { apiKey: () => KEY, caPem: null, proxyUrl: null };

function target(overrides: Partial<Target> = {}): Target {
	return {
		...{ name: "main", baseUrl: server.baseUrl, model: null, apiKeyEnv: "LLM_API_KEY", auth: "bearer" },
		...{ apiTimeoutMs: 2000, inferenceTimeoutMs: 2000, slowMs: null, maxTokens: 5, temperature: 0 },
		...{ prompt: "healthcheck", expect: null, stream: false, noWake: false },
		...overrides,
	};
}

function probe(...targets: Target[]) {
	const context = {
		deadlineAt: performance.now() + 10_000,
		userAgent: "llm-healthcheck/test",
		now: () => 1000,
		trace: null,
	};
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

test("several targets of one server: one list, one connection", async () => {
	const results = await probe(target({ name: "a" }), target({ name: "b" }), target({ name: "c" }));
	expect(results.map((result) => judge(result).status)).toEqual(["ok", "ok", "ok"]);
	expect(server.callsOf("GET /v1/models")).toHaveLength(1);
	expect(server.connections()).toBe(1);
});
