import { beforeAll, describe, expect, it } from "vitest";
import { PROBERS } from "../../src/checks/checks.ts";
import { asWhole } from "../../src/core/alerting/delivery.ts";
import type { LlmTarget } from "../../src/core/target/target.ts";
import { callOnce } from "../../src/http/connection.ts";
import { check } from "../../src/run/check.ts";
import { openStore } from "../../src/store/store.ts";
import { configOf, targetNamed } from "../faults/world.ts";
import { completion, modelList } from "../support/healthy.ts";
import { json, silence } from "../support/replies.ts";
import type { Call, Route } from "../support/scripted-server.ts";
import { someOf } from "../support/size.ts";
import { useScratchFolder, useServer } from "../support/use.ts";

/* One slow server, more healthy models than one run has time for: time runs out for some, and blames none. */

const ANSWER_MS = 120;
const DEADLINE_MS = 1000;
const MODELS = Array.from({ length: 12 }, (_, index) => `model-${index}`);

const folder = useScratchFolder({ anew: true });
const server = useServer({}, { anew: true });

// What loading the HTTP code takes is no part of any run's time.
beforeAll(async () => {
	await PROBERS.llm();
	const call = { method: "GET", url: "http://127.0.0.1:9/", headers: {}, body: null, timeoutMs: 1000 } as const;
	await callOnce({ ...call, deadlineAt: performance.now() + 1000 }, { caPem: null, proxyUrl: null });
});

/** Answers one request at a time, in their order, also those that nobody waits for any more. */
function oneAtATime(...hanging: readonly string[]): Route {
	let last: Promise<unknown> = Promise.resolve();
	return async (call: Call) => {
		const { model } = call.json as { model: string };
		if (hanging.includes(model)) return silence;
		last = last.then(() => new Promise((resolve) => setTimeout(resolve, ANSWER_MS)));
		await last;
		return json(completion("Hello", { model }));
	};
}

type Settings = Partial<Pick<LlmTarget, "perServer" | "slowMs" | "inferenceTimeoutMs">>;

/** Runs of `check` over one state file: of each the status of what was probed, and what was not. */
function runsOf(settings: Settings) {
	const targets = MODELS.map((model) => ({
		...{ ...targetNamed(model, server.port), model, apiTimeoutMs: 15_000, inferenceTimeoutMs: 15_000 },
		...settings,
	}));
	const config = { ...configOf(targets, {}), deadlineMs: DEADLINE_MS };
	return async () => {
		server.forget();
		const {
			targets: records,
			unprobed,
			exitCode,
		} = await check({
			...{ config, version: "0.0.0", userAgent: "test", maxConnections: 100, trace: null, probers: PROBERS },
			deadlineAt: performance.now() + DEADLINE_MS,
			limit: { ms: DEADLINE_MS, flag: "--deadline" },
			sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
			now: Date.now,
			store: openStore(folder.file("state.json"), 0o600, process),
			send: async (_, due) => asWhole(due, null),
		});
		const asked = server.callsOf("POST /v1/chat/completions").map((call) => (call.json as { model: string }).model);
		return { statuses: new Map(records.map(({ target, status }) => [target, status])), unprobed, exitCode, asked };
	};
}

async function fiveRuns(settings: Settings) {
	const run = runsOf(settings);
	const runs = [];
	for (let count = 0; count < 5; count++) runs.push(await run());
	return runs;
}

describe("a server that serves one request at a time", () => {
	const kinds: readonly (readonly [string, Settings])[] = [
		["three at a time", {}],
		["one at a time", { perServer: 1 }],
		["where three at once take longer than each may", { inferenceTimeoutMs: 2 * ANSWER_MS }],
	];

	it.each(someOf(1, kinds))(
		"%s: none is ever down or degraded, and each is probed within four runs",
		async (_, settings) => {
			server.use({ routes: { "GET /v1/models": json(modelList(MODELS)), "POST /v1/chat/completions": oneAtATime() } });
			const runs = await fiveRuns(settings);
			expect(new Set(runs.flatMap(({ statuses }) => [...statuses.values()]))).toEqual(new Set(["ok"]));
			const probed = new Set(runs.slice(0, 4).flatMap(({ statuses }) => [...statuses.keys()]));
			expect([...probed].toSorted()).toEqual(MODELS.toSorted());
			for (const { statuses, unprobed, exitCode } of runs) {
				expect(statuses.size + unprobed.length).toBe(MODELS.length);
				// In the order of the configuration, whatever the order of asking.
				expect([...statuses.keys()]).toEqual(MODELS.filter((model) => statuses.has(model)));
				expect(exitCode).toBe(unprobed.length > 0 ? 3 : 0);
			}
		},
	);

	it("what is slow only in company is not degraded: it is asked again, alone", async () => {
		server.use({ routes: { "GET /v1/models": json(modelList(MODELS)), "POST /v1/chat/completions": oneAtATime() } });
		const run = runsOf({ slowMs: 1.5 * ANSWER_MS });
		for (let count = 0; count < 2; count++) {
			const { statuses, asked } = await run();
			expect([...new Set(statuses.values())]).toEqual(["ok"]);
			expect(asked.length).toBeGreaterThan(new Set(asked).size);
		}
	});

	it("what was not probed comes first in the next run", async () => {
		server.use({ routes: { "GET /v1/models": json(modelList(MODELS)), "POST /v1/chat/completions": oneAtATime() } });
		const run = runsOf({});
		const { unprobed } = await run();
		const { asked } = await run();
		expect(unprobed.length).toBeGreaterThan(2);
		expect(unprobed).toContain(asked[0]);
		expect(asked.slice(0, 3).toSorted()).toEqual(unprobed.slice(0, 3).toSorted());
	});

	it("one that hangs is down, and none that waits behind it is", async () => {
		server.use({
			routes: { "GET /v1/models": json(modelList(MODELS)), "POST /v1/chat/completions": oneAtATime("model-0") },
		});
		const runs = await fiveRuns({ inferenceTimeoutMs: 2 * ANSWER_MS });
		const down = runs.flatMap(({ statuses }) => [...statuses].filter(([, status]) => status !== "ok"));
		expect(new Set(down.map(([model]) => model))).toEqual(new Set(["model-0"]));
		const probed = new Set(runs.flatMap(({ statuses }) => [...statuses.keys()]));
		expect(probed.size).toBe(MODELS.length);
	});
});

it("a llama.cpp server with one slot is asked for one target at a time, over one connection", async () => {
	const list = {
		object: "list",
		data: MODELS.slice(0, 3).map((id) => ({ id, object: "model", owned_by: "llamacpp" })),
	};
	let underWay = 0;
	let most = 0;
	server.use({
		routes: {
			"GET /v1/models": json(list),
			"GET /props": json({ total_slots: 1 }),
			"POST /v1/chat/completions": async () => {
				most = Math.max(most, ++underWay);
				await new Promise((resolve) => setTimeout(resolve, 20));
				underWay -= 1;
				return json(completion());
			},
		},
	});
	const { statuses } = await runsOf({})();
	expect([...statuses.values()].filter((status) => status === "ok").length).toBeGreaterThanOrEqual(3);
	expect(most).toBe(1);
	expect(server.connections()).toBe(1);
});
