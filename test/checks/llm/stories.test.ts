import { describe, expect, it, vi } from "vitest";
import { advance } from "../../../src/core/alerting/advance.ts";
import { pendingFor, tick } from "../../../src/core/alerting/outbox.ts";
import { EMPTY_STATE, type State } from "../../../src/core/alerting/state.ts";
import { recordOf } from "../../../src/core/causes/describe.ts";
import type { TargetRecord } from "../../../src/core/result/target-record.ts";
import { behaviour, impatient, ok, routes } from "../../support/behaviours/behaviour.ts";
import { probeStage } from "../../support/behaviours/run.ts";
import { completion, MODEL, modelList } from "../../support/healthy.ts";
import { events, json, last, type Reply, reset, silence } from "../../support/replies.ts";
import { type Routes, type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";

vi.setConfig({ testTimeout: 30_000 });

/** What the runs of one target told, in order, as a person hears it. */
type Story = Readonly<{
	run(target?: object): Promise<Readonly<{ told: readonly string[]; record: TargetRecord }>>;
}>;

function storyOf(server: ScriptedServer): Story {
	let state: State = EMPTY_STATE;
	let time = Date.parse("2026-01-01T00:00:00Z");
	return {
		async run(target = {}) {
			time += 300_000;
			const stage = {
				baseUrl: server.baseUrl,
				caPem: null,
				proxyUrl: null,
				server,
				[Symbol.asyncDispose]: server.close,
			};
			const { observation } = await probeStage(behaviour("story", {}, ok(), { target }), stage);
			const iso = new Date(time).toISOString();
			const seen = { ...observation, facts: { ...observation.facts, time: iso, since: iso } };
			const listeners = [{ name: "slack", minSeverity: "info" }] as const;
			const advanced = advance(state, [seen], { listeners, held: new Set(), now: time });
			const due = pendingFor(advanced.state, "slack");
			const ids = due.map(({ id }) => id);
			state = tick(advanced.state, { notifier: "slack", accepted: ids }, ["slack"]);
			const [facts] = advanced.targets;
			if (facts === undefined) throw new Error("no target");
			return { told: due.map(({ kind, from, to }) => `${kind} ${from}→${to}`), record: recordOf(facts) };
		},
	};
}

const healthy = routes();
const engineDead = json(
	{ error: { message: "EngineCore encountered an issue.", type: "InternalServerError", param: null, code: 500 } },
	500,
);
const brokenStream = events([{ error: { message: "EngineCore encountered an issue.", code: 500 } }, "[DONE]"]);

/** The server is gone after this reply to the question; later one is there again, on the same port. */
async function crash(reply: Reply, target: object): Promise<readonly (readonly string[])[]> {
	const server = await startScriptedServer();
	const { port } = server;
	const story = storyOf(server);
	const runs = [await story.run(target)];
	server.change({ "POST /v1/chat/completions": last(reply) });
	runs.push(await story.run(target), await story.run(target), await story.run(target));
	await server.close();
	await using restarted = await startScriptedServer({ port });
	expect(restarted.port).toBe(port);
	runs.push(await story.run(target));
	return runs.map(({ told }) => told);
}

describe.concurrent("one crash is one alert", () => {
	it.each([
		["the engine said so once", engineDead, {}],
		["the engine said so inside a stream", brokenStream, { stream: true }],
		["it was killed under the question", reset, {}],
		["it was stopped while the question waited", silence, impatient],
	])("%s", async (_name, reply, target) => {
		expect(await crash(reply, target)).toEqual([[], ["problem ok→api_down"], [], [], ["recovered api_down→ok"]]);
	});
});

/** A server that shows one thing after another. */
async function shows(target: object, ...states: readonly Routes[]): Promise<readonly string[]> {
	await using server = await startScriptedServer();
	const story = storyOf(server);
	const told: string[] = [];
	for (const state of states) {
		server.use({ routes: state });
		const run = await story.run(target);
		told.push(run.told.join() || run.record.status);
	}
	return told;
}

describe.concurrent("what may be busy is told only when it stays so", () => {
	const target = { ...impatient, model: "llama3.2" };
	const list = json(modelList(["llama3.2:latest"], "library"));
	const loaded = { "GET /api/ps": json({ models: [{ name: "llama3.2:latest" }] }) };
	const busy = routes(silence, list, loaded);
	const free = routes(json(completion("Hi", { model: "llama3.2" })), list, loaded);

	it("a busy Ollama is not", async () => {
		expect(await shows(target, free, busy, busy, free)).toEqual(["ok", "degraded", "degraded", "ok"]);
	});

	it("one that stays silent is", async () => {
		expect(await shows(target, free, busy, busy, busy)).toEqual([
			"ok",
			"degraded",
			"degraded",
			"problem ok→model_down",
		]);
	});

	it("a server that drains and goes is told once, when it is gone", async () => {
		const draining = routes(
			json({ error: { message: "cannot schedule new futures after shutdown", code: 500 } }, 500),
			json(modelList([MODEL])),
		);
		expect(await shows({}, healthy, draining)).toEqual(["ok", "degraded"]);
	});
});
