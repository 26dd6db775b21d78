import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PROBERS } from "../../src/checks/checks.ts";
import type { Probers } from "../../src/checks/prober.ts";
import { recordOf } from "../../src/core/causes/describe.ts";
import { KINDS, type Kinds } from "../../src/core/result/kinds.ts";
import type { Outcome } from "../../src/core/result/outcome.ts";
import type { Target } from "../../src/core/target/target.ts";
import { observeAll } from "../../src/run/observe-all.ts";
import { sampleTarget } from "../checks/llm/builders.ts";
import { configOf } from "../faults/world.ts";
import { type ScriptedServer, startScriptedServer } from "../support/scripted-server.ts";

/*
 * A kind of target that the program does not know: a port that must give back the line that it is sent. It comes from
 * here through the tables alone, as a kind of the program's own would.
 */

type EchoTarget = Readonly<{ kind: "echo"; name: string; url: string; line: string }>;
type EchoResult = Readonly<{ kind: "echo"; target: EchoTarget; time: number; notes: []; memory: null; api: Outcome }>;

function sendLine({ url, line }: EchoTarget): Promise<Outcome> {
	const startedAt = performance.now();
	const socket = connect({ port: Number(new URL(url).port), host: "127.0.0.1" });
	return new Promise((resolve) => {
		socket.on("error", ({ code }: NodeJS.ErrnoException) =>
			resolve({
				...{ passed: false, ms: null, httpStatus: null },
				failure: { kind: "refused", code: code ?? "" },
			}),
		);
		socket.on("data", (bytes) => {
			socket.end();
			const isSame = String(bytes) === line;
			const ms = Math.round(performance.now() - startedAt);
			if (isSame) resolve({ passed: true, ms, httpStatus: 0 });
			else resolve({ passed: false, ms, httpStatus: null, failure: { kind: "protocol", code: "NO_ECHO" } });
		});
		socket.write(line);
	});
}

const echoProber = {
	serverKey: ({ url }: EchoTarget) => url,
	async probe(requests: readonly Readonly<{ target: EchoTarget }>[], { now }: Readonly<{ now(): number }>) {
		calls.push(requests.map(({ target }) => target.name));
		const probe = async ({ target }: Readonly<{ target: EchoTarget }>): Promise<EchoResult> => ({
			...{ kind: "echo", target, time: now(), notes: [], memory: null },
			api: await sendLine(target),
		});
		return Promise.all(requests.map(probe));
	},
};

const echoRow = {
	judge: ({ api }: EchoResult) =>
		api.passed
			? { status: "ok", stage: null, cause: null, softAs: null }
			: { status: "api_down", stage: "api", cause: api.failure, softAs: null },
	fields: ({ api }: EchoResult) => ({
		...{ model: null, httpStatus: null, apiMs: api.ms, inferenceMs: null, ttftMs: null, tokensPerSecond: null },
		...{ models: null, server: "unknown", answer: null, completionTokens: null },
		access: { dialect: "openai", apiKeyEnv: "LLM_API_KEY", auth: "bearer", caFile: null },
	}),
};

/** TypeScript's unions are closed: here, once, they are not. */
const widened = (targets: readonly (EchoTarget | Target)[]) =>
	({
		targets,
		probers: { llm: loading("llm", PROBERS.llm), echo: loading("echo", async () => echoProber) },
		kinds: { ...KINDS, echo: echoRow },
	}) as unknown as Readonly<{ targets: readonly Target[]; probers: Probers; kinds: Kinds }>;

/** Which probers were loaded, and what the one from here was asked. */
let loaded: string[] = [];
let calls: string[][] = [];
function loading<T>(kind: string, load: () => Promise<T>): () => Promise<T> {
	return () => {
		loaded.push(kind);
		return load();
	};
}

async function observing(...written: readonly (EchoTarget | Target)[]) {
	const { targets, probers, kinds } = widened(written);
	const deadlineAt = performance.now() + 10_000;
	const parts = {
		...{ config: configOf(targets, {}), probers, deadlineAt, trace: null, maxConnections: 10 },
		...{ version: "0.0.0", userAgent: "test", limit: { ms: 10_000, flag: "--deadline" } as const },
		...{ now: () => 1000, sleep: async () => {} },
	};
	return (await observeAll(parts, () => null, deadlineAt, kinds)).map(({ facts }) => recordOf(facts));
}

const echo = createServer((socket) => socket.on("data", (bytes) => socket.write(bytes)));
let server: ScriptedServer;
beforeEach(async () => {
	loaded = [];
	calls = [];
	server = await startScriptedServer();
	echo.listen(0, "127.0.0.1");
	await once(echo, "listening");
});
afterEach(async () => {
	await server.close();
	await new Promise((resolve) => echo.close(resolve));
});

const echoing = (name: string, port = (echo.address() as AddressInfo).port): EchoTarget => ({
	...{ kind: "echo", name, url: `tcp://127.0.0.1:${port}`, line: `hello from ${name}` },
});
const chat = () => sampleTarget({ name: "chat", url: server.baseUrl });

describe("a kind of target from outside", () => {
	it("is probed beside the kinds that are there, in the order given", async () => {
		const records = await observing(echoing("a"), chat(), echoing("b"));
		expect(records.map(({ target, status }) => [target, status])).toEqual([
			["a", "ok"],
			["chat", "ok"],
			["b", "ok"],
		]);
		expect(records[0]).toMatchObject({
			url: echoing("a").url,
			model: null,
			inferenceMs: null,
			time: "1970-01-01T00:00:01.000Z",
		});
		expect(records[1]).toMatchObject({ url: server.baseUrl, model: "Qwen/Qwen3-8B" });
	});

	it("has the targets of one server in one call", async () => {
		const { port } = echo.address() as AddressInfo;
		const elsewhere = { ...echoing("elsewhere"), url: `tcp://localhost:${port}` };
		await observing(echoing("a"), elsewhere, echoing("b"));
		expect(calls).toEqual([["a", "b"], ["elsewhere"]]);
	});

	it("has the words of the causes that it shares with others", async () => {
		const { port } = echo.address() as AddressInfo;
		await new Promise((resolve) => echo.close(resolve));
		const [record] = await observing(echoing("a", port));
		echo.listen(0, "127.0.0.1");
		expect(record).toMatchObject({ status: "api_down", exitCode: 1, stage: "api", cause: "refused" });
		expect(record?.detail).toMatch(/^Nothing listens on that port/);
		expect(record?.nextStep).toContain(`:${port}`);
	});
});

describe("what is loaded", () => {
	it.each([
		["llm", () => [chat()]],
		["echo", () => [echoing("a"), echoing("b")]],
	] as const)("for targets of the kind %s: its prober, once, and no other", async (kind, targets) => {
		await observing(...targets());
		expect(loaded).toEqual([kind]);
	});
});

it("targets of one address that differ in how they ask have a server of their own each", async () => {
	const targets = [
		chat(),
		{ ...chat(), name: "same" },
		{ ...chat(), name: "other key header", auth: "api-key" as const },
	];
	await observing(...targets);
	expect(server.callsOf("GET /v1/models")).toHaveLength(2);
	// The first two share one; each is asked over a connection of its own.
	expect(server.connections()).toBe(3);
});
