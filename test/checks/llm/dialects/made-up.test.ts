import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Dialect, StreamEvent } from "../../../../src/checks/llm/dialects/dialect.ts";
import { DIALECTS, type Dialects } from "../../../../src/checks/llm/dialects/dialects.ts";
import { endingOf } from "../../../../src/checks/llm/ending.ts";
import { type Generation, judgeGeneration, NOTHING_GENERATED } from "../../../../src/checks/llm/generation.ts";
import { isObject, listAt, numberAt, parseJson, textAt } from "../../../../src/checks/llm/json.ts";
import { mayChat } from "../../../../src/checks/llm/model-list.ts";
import { probeServer } from "../../../../src/checks/llm/probe-server.ts";
import { judge } from "../../../../src/core/result/kinds.ts";
import type { LlmTarget } from "../../../../src/core/target/target.ts";
import { events, json, late } from "../../../support/replies.ts";
import { type ScriptedServer, startScriptedServer } from "../../../support/scripted-server.ts";
import { sampleTarget } from "../builders.ts";

/*
 * A dialect that the program does not know, unlike OpenAI's in all that a dialect may decide: paths beside the base
 * URL, the key's header, names of fields, the list, the answer, the stream and its end, the words of a refusal.
 */

const generationOf = (json: unknown): Generation => ({
	...NOTHING_GENERATED,
	content: textAt(json, "says") ?? "",
	ended: textAt(json, "over") === null ? null : endingOf(textAt(json, "over") ?? ""),
	...{ completionTokens: numberAt(json, "words"), model: textAt(json, "speaker") },
});

const PARLEY: Dialect = {
	lines: {
		listUrl: (baseUrl) => new URL("/parley/speakers?all=1", baseUrl).href,
		chatUrl: (baseUrl) => new URL("/parley/talk", baseUrl).href,
		keyHeaders: (_auth, key) => ({ "X-Parley-Key": key, "x-parley-version": "7" }),
		sampleBody: (model, prompt) => JSON.stringify({ to: model, say: prompt }),
		...{ idsFilter: ".speakers[].called", limitsFilter: ".speakers[]" },
	},
	standardVariant: ({ maxTokens }) => ({ tokensField: "max_tokens", maxTokens, omit: [], stream: false }),
	adapted: async (variant, { message }) => (/temper/.test(message ?? "") ? { ...variant, omit: ["temper"] } : null),
	chatBody({ stream, temperature }, model, { variant, prompt, leastTokens }) {
		const most = Math.max(variant.maxTokens, leastTokens);
		const temper = variant.omit.includes("temper") ? {} : { temper: temperature };
		return JSON.stringify({ to: model, say: prompt, most, piecewise: stream, ...temper });
	},
	readModelList(body) {
		const json = parseJson(body);
		if (!isObject(json) || !Array.isArray(json.speakers)) return null;
		const ids = json.speakers.flatMap((speaker: unknown) => textAt(speaker, "called") ?? []);
		return {
			models: ids.map((id) => ({ id, canChat: mayChat(id), state: null })),
			server: null,
		};
	},
	readAnswer(body) {
		const json = parseJson(body);
		if (!isObject(json)) return { kind: "not_json" };
		return PARLEY.isError(json) ? { kind: "error", json } : judgeGeneration(generationOf(json));
	},
	readEvent({ name, data }): StreamEvent {
		const json = parseJson(data);
		if (name === "farewell") return { kind: "done" };
		if (!isObject(json)) return { kind: "nothing" };
		if (PARLEY.isError(json)) return { kind: "error", json };
		return { kind: "piece", hasChoice: true, generation: generationOf(json) };
	},
	isError: (json) => listAt(json, "complaints").length > 0,
	isProofOfLife: (status, { message }) => status === 400 && message === "ran out of words",
};

/** TypeScript's unions are closed: here, once, they are not. */
const { dialect, dialects } = { dialect: "parley", dialects: { ...DIALECTS, parley: PARLEY } } as unknown as Readonly<{
	dialect: LlmTarget["dialect"];
	dialects: Dialects;
}>;

const LIST = "GET /parley/speakers";
const TALK = "POST /parley/talk";
const answer = { speaker: "ada", says: "Hello", words: 1, over: "done" };
const refusal = (message: string) => json({ message, complaints: [message] }, 400);

let server: ScriptedServer;
beforeEach(async () => {
	const routes = { [LIST]: json({ speakers: [{ called: "embed-1" }, { called: "ada" }] }), [TALK]: json(answer) };
	server = await startScriptedServer({ script: { routes } });
});
afterEach(() => server.close());

async function probe(overrides: Partial<LlmTarget> = {}) {
	const target = sampleTarget({ url: server.baseUrl, dialect, ...overrides });
	const access = { apiKey: () => "sk-parley-0123456789", caPem: null, proxyUrl: null };
	const context = { deadlineAt: performance.now() + 10_000, userAgent: "test", now: () => 1000, trace: null };
	const [result] = await probeServer([{ target, access, memory: null }], context, dialects);
	if (result === undefined) throw new Error("no result");
	return { result, verdict: judge(result) };
}

describe("a dialect from outside", () => {
	it("asks at its own paths, with its own fields and its own header for the key", async () => {
		const { result, verdict } = await probe();
		expect(verdict).toMatchObject({ status: "ok" });
		expect(result).toMatchObject({
			model: "ada",
			models: ["embed-1", "ada"],
			answer: { text: "Hello", completionTokens: 1 },
		});
		const [list, talk] = server.calls;
		expect(server.calls).toHaveLength(2);
		expect(list).toMatchObject({ method: "GET", path: "/parley/speakers", query: "all=1" });
		expect(talk).toMatchObject({ method: "POST", path: "/parley/talk" });
		expect(talk?.json).toEqual({ to: "ada", say: "healthcheck", most: 5, piecewise: false, temper: 0 });
		for (const call of server.calls) {
			expect(call.headers).toMatchObject({ "x-parley-key": "sk-parley-0123456789", "x-parley-version": "7" });
			expect(call.headers.authorization).toBeUndefined();
		}
	});

	it("adapts the request by its own words, and the form is remembered", async () => {
		server.change({ [TALK]: (call) => ("temper" in (call.json as object) ? refusal("no temper here") : json(answer)) });
		const { result, verdict } = await probe();
		expect(verdict.status).toBe("ok");
		expect(result.notes).toContainEqual({ kind: "request_adapted", how: "max_tokens 5, no temper" });
		expect(result.memory.variant).toEqual({ tokensField: "max_tokens", maxTokens: 5, omit: ["temper"], stream: false });
	});

	it("reads a stream by its own events, to its own mark of the end", async () => {
		const farewell = "event: farewell\ndata: {}\n\n";
		const pieces = events([{ says: "Hel", speaker: "ada" }, 30, { says: "lo" }, { over: "done", words: 2 }]);
		server.change({ [TALK]: { ...pieces, parts: [...pieces.parts, farewell], end: "hold" } });
		const { result, verdict } = await probe({ stream: true });
		expect(verdict.status).toBe("ok");
		expect(result.answer).toMatchObject({ text: "Hello", completionTokens: 2 });
		expect(result.answer?.ttftMs).toBeLessThan(1000);
	});

	it("has its own proof of life", async () => {
		server.change({ [TALK]: refusal("ran out of words") });
		expect((await probe()).verdict.status).toBe("ok");
	});
});

describe("what is wrong in a dialect from outside", () => {
	it.each([
		[
			"an error with status 200, by its own mark",
			{ [TALK]: json({ complaints: ["the speaker is gone"] }) },
			"error_in_200",
		],
		["an answer without any words", { [TALK]: json({ speaker: "ada" }) }, "empty_answer"],
		["a list that is none of its own", { [LIST]: json({ data: [{ id: "ada" }] }) }, "not_an_api"],
		["a list without models", { [LIST]: json({ speakers: [] }) }, "no_models"],
		[
			"an error in the place of the list",
			{ [LIST]: json({ complaints: ["x"], message: "no such key" }, 401) },
			"unauthorized",
		],
		["an answer that is too late", { [TALK]: late(3000, json(answer)) }, "timeout"],
		["a stream that says an error", { [TALK]: events([{ says: "Hel" }, { complaints: ["x"] }]) }, "stream_error"],
		["a stream without an end", { [TALK]: events([{ says: "Hel" }]) }, "stream_cut"],
	] as const)("%s", async (_name, routes, cause) => {
		server.change(routes);
		const { verdict } = await probe({ stream: true, inferenceTimeoutMs: 800 });
		expect(verdict.cause?.kind).toBe(cause);
		expect(verdict.status).not.toBe("ok");
	});
});
