import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCounters } from "../../../src/checks/llm/counters.ts";
import { adapted } from "../../../src/checks/llm/dialects/openai/adapted.ts";
import { standardVariant } from "../../../src/checks/llm/dialects/openai/chat-request.ts";
import { OPENAI } from "../../../src/checks/llm/dialects/openai/openai.ts";
import { readAnswer } from "../../../src/checks/llm/dialects/openai/read-answer.ts";
import { readModelList } from "../../../src/checks/llm/dialects/openai/read-model-list.ts";
import { classifyReply } from "../../../src/checks/llm/errors/classify-reply.ts";
import { parseErrorBody } from "../../../src/checks/llm/errors/error-body.ts";
import { isObject, parseJson } from "../../../src/checks/llm/json.ts";
import { isListed, rankedModels } from "../../../src/checks/llm/model-list.ts";
import { sseReader } from "../../../src/checks/llm/sse.ts";
import { type StreamReading, streamReader } from "../../../src/checks/llm/stream.ts";
import { sameVariant } from "../../../src/checks/llm/variant.ts";
import { CAUSES } from "../../../src/core/causes/causes.ts";
import { judge } from "../../../src/core/result/kinds.ts";
import type { LlmStages, Outcome } from "../../../src/core/result/outcome.ts";
import { cases } from "../../support/size.ts";
import { quietSession, sampleResult, sampleTarget } from "./builders.ts";

/** The pure part has to meet the sum over these tests, times twenty; by day a half of it. */
const runs = (number: number) => ({ numRuns: cases(number / 2, number * 20) });

/** JSON of the kind that servers send, and of every other kind. */
const key = fc.oneof(
	fc.constantFrom(
		...["error", "message", "detail", "choices", "delta", "content", "usage", "completion_tokens", "finish_reason"],
		...["code", "type", "object", "reason", "reasoning", "tool_calls", "data", "id", "loc", "msg", "status", "param"],
	),
	fc.string({ maxLength: 5 }),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4, withCrossShrink: true },
		fc.oneof(
			fc.constantFrom(null, true, 0, 5, 404, 503, "", "length", "error", "stop", "model not found"),
			fc.string(),
			fc.double(),
		),
		fc.array(tie("value"), { maxLength: 3 }),
		fc.dictionary(key, tie("value"), { maxKeys: 4 }),
	),
})).value;
const body = fc.oneof(
	json.map((value) => JSON.stringify(value) ?? ""),
	fc.string(),
	fc.string({ unit: "binary" }),
);

/** A valid answer with text and without. */
const answer = fc.record({
	choices: fc.array(
		fc.record({
			index: fc.nat(3),
			message: fc.record({
				role: fc.constant("assistant"),
				content: fc.oneof(fc.string(), fc.constant(null), fc.constant("!!!!!")),
				reasoning: fc.oneof(fc.string(), fc.constant(null)),
			}),
			finish_reason: fc.constantFrom("stop", "length", null),
		}),
		{ maxLength: 2 },
	),
	usage: fc.oneof(fc.constant(null), fc.record({ completion_tokens: fc.nat(5) })),
});

/** The independent reading of rule 6: what may count as evidence at all. */
function mayHaveGenerated(value: unknown): boolean {
	const text = JSON.stringify(value) ?? "";
	return isObject(value) && Array.isArray(value.choices) && value.choices.length > 0 && text.length > 0;
}

describe("any body", () => {
	test("is read without a crash, and never as generated without a choice in an object free of errors", () => {
		fc.assert(
			fc.property(body, (text) => {
				const reading = readAnswer(text);
				if (reading.kind !== "generated") return;
				const value = parseJson(text);
				expect(mayHaveGenerated(value)).toBe(true);
				expect(isObject(value) && isObject(value.error)).toBe(false);
				expect(reading.evidence).not.toBe("");
			}),
			runs(1500),
		);
	});

	test("gives an error text without a crash, never an empty one", () => {
		fc.assert(
			fc.property(body, (text) => {
				const said = parseErrorBody(text);
				expect(said.message).not.toBe("");
				for (const code of said.codes) expect(typeof code).toBe("string");
				expect(said.status === null || (said.status >= 400 && said.status < 600)).toBe(true);
			}),
			runs(1000),
		);
	});

	test("as a list gives ids that are texts, and a choice among them", () => {
		fc.assert(
			fc.property(body, fc.string(), (text, model) => {
				const models = readModelList(text)?.models ?? null;
				if (models === null) return;
				const ids = models.map(({ id }) => id);
				const chosen = rankedModels(models)[0] ?? null;
				if (chosen !== null) expect(ids).toContain(chosen);
				expect(chosen === null).toBe(ids.length === 0);
				expect(isListed(model, [...ids, model])).toBe(true);
			}),
			runs(300),
		);
	});

	test("with any status and headers is a failure with clean words", () => {
		const headers = fc.dictionary(fc.string({ maxLength: 12 }), fc.string(), { maxKeys: 4 });
		const status = fc.oneof(
			fc.constantFrom(200, 204, 301, 400, 401, 403, 404, 422, 429, 500, 502, 503, 504, 529),
			fc.integer({ min: 200, max: 999 }),
		);
		fc.assert(
			fc.property(body, status, headers, fc.boolean(), (text, code, map, isApi) => {
				const reply = { kind: "answered", status: code, headers: map, body: text, ms: 1 } as const;
				const { failure } = classifyReply(reply, isApi ? "api" : "inference", null, quietSession());
				expect(["hard", "soft", "mild"]).toContain(CAUSES[failure.kind].hardness);
				const shown = "message" in failure && failure.message !== null ? failure.message : "x";
				expect([...shown].length).toBeLessThanOrEqual(200);
				expect(shown).not.toMatch(/[\p{Cc}]|^$/u);
			}),
			runs(1000),
		);
	});

	test("as a Prometheus page gives numbers or nothing", () => {
		const line = fc.oneof(
			fc.string(),
			fc
				.tuple(fc.constantFrom("vllm:num_requests_running", 'tgi_queue_size{a="b"}'), fc.double())
				.map((pair) => pair.join(" ")),
		);
		fc.assert(
			fc.property(fc.array(line), (lines) => {
				const counters = readCounters(lines.join("\n"), 1);
				for (const value of Object.values(counters ?? {})) expect(value === null || Number.isFinite(value)).toBe(true);
			}),
			runs(200),
		);
	});
});

test.each([
	["the same word for ever", JSON.stringify({ error: "model ".repeat(170_000) })],
	["a title that never ends", "<title".repeat(170_000)],
	["brackets for ever", "[".repeat(1_000_000)],
	["one mark for ever", JSON.stringify({ choices: [{ message: { content: "!".repeat(1_000_000) } }] })],
	["a label that never ends", `vllm:num_requests_running{${"}".repeat(1_000_000)}`],
	// What looks at each place from each other place would take many minutes, and run into the limit of every test.
])("a megabyte made to keep us busy: %s", (_name, text) => {
	for (const status of [200, 400, 503]) {
		classifyReply({ kind: "answered", status, headers: {}, body: text, ms: 1 }, "inference", null, quietSession());
	}
	readAnswer(text);
	readModelList(text);
	readCounters(text, 1);
	read([new TextEncoder().encode(`data: ${text}`)]);
});

describe("a valid answer", () => {
	test("passes exactly when something shows that the model ran", () => {
		fc.assert(
			fc.property(answer, (value) => {
				const first = value.choices[0];
				const texts = [first?.message.content, first?.message.reasoning].map((text) => text?.trim() ?? "");
				const evidence = texts.some((text) => text !== "");
				const { kind } = readAnswer(JSON.stringify(value));
				if (first === undefined) expect(kind).toBe("no_choices");
				else if (kind !== "garbage") expect(kind).toBe(evidence ? "generated" : "empty");
			}),
			runs(500),
		);
	});

	test("cut anywhere is never one that passes", () => {
		fc.assert(
			fc.property(answer, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (value, share) => {
				const text = JSON.stringify(value);
				const prefix = text.slice(0, Math.floor(share * text.length));
				expect(["truncated", "not_json"]).toContain(readAnswer(prefix).kind);
			}),
			runs(500),
		);
	});
});

/** Splits bytes at the given places. */
function split(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
	const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((one, other) => one - other);
	return [0, ...cuts].map((start, index) => bytes.subarray(start, cuts[index] ?? bytes.length));
}

function read(chunks: readonly Uint8Array[]): StreamReading {
	const reader = streamReader(OPENAI);
	for (const chunk of chunks) reader.push(chunk, 1);
	return reader.end();
}

const places = fc.array(fc.nat(400), { maxLength: 8 });
const newline = fc.constantFrom("\n", "\r\n", "\r");
const event = fc.oneof(
	json.map((value) => `data: ${JSON.stringify(value) ?? ""}`),
	fc.string().map((text) => `data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}`),
	fc.constantFrom(
		": comment",
		"event: error",
		"data:",
		"id: 1",
		"data: [DONE]",
		'data: {"choices":[],"usage":{"completion_tokens":3}}',
	),
	fc.string(),
);

describe("a stream", () => {
	test("says the same however its bytes are split", () => {
		fc.assert(
			fc.property(fc.array(event, { maxLength: 6 }), newline, places, (events, end, cuts) => {
				const bytes = new TextEncoder().encode(events.map((one) => one + end + end).join(""));
				expect(read(split(bytes, cuts))).toEqual(read([bytes]));
			}),
			runs(500),
		);
	});

	test("of server-sent events gives back each data line, one byte at a time too", () => {
		const line = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n]/g, ""));
		fc.assert(
			fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), newline, (lines, end) => {
				const reader = sseReader();
				const bytes = new TextEncoder().encode(lines.map((text) => `data: ${text}${end}${end}`).join(""));
				const events = [...bytes].flatMap((byte) => reader.push(Uint8Array.of(byte)));
				expect([...events, ...reader.end()].map(({ data }) => data)).toEqual(lines);
			}),
			runs(200),
		);
	});
});

describe("judging and adapting", () => {
	const sample = sampleResult();
	const failure = body.chain((text) =>
		fc.integer({ min: 200, max: 599 }).map((status) => {
			const reply = { kind: "answered", status, headers: {}, body: text, ms: 1 } as const;
			return classifyReply(reply, "inference", true, quietSession()).failure;
		}),
	);
	const outcome: fc.Arbitrary<Outcome> = fc.oneof(
		fc.record({ passed: fc.constant(true as const), ms: fc.nat(9000), httpStatus: fc.constant(200) }),
		fc.record({ passed: fc.constant(false as const), ms: fc.constant(null), httpStatus: fc.constant(null), failure }),
	);

	test("ok needs both stages passed; api_down is about stage api, model_down about stage inference", () => {
		fc.assert(
			fc.property(outcome, outcome, fc.option(fc.nat(9000)), (api, inference, slowMs) => {
				const target = { ...sampleTarget(), slowMs };
				const stages: LlmStages = api.passed ? { api, inference } : { api, inference: "api_failed" };
				const verdict = judge({ ...sample, target, ...stages });
				if (verdict.status === "ok") expect([api.passed, inference.passed, verdict.cause]).toEqual([true, true, null]);
				else expect(verdict.cause).not.toBeNull();
				if (verdict.status === "api_down") expect(verdict.stage).toBe("api");
				if (verdict.status === "model_down") expect(verdict.stage).toBe("inference");
				if (verdict.softAs !== null) expect(verdict.status).toBe("degraded");
			}),
			runs(300),
		);
	});

	test("adapting changes something, never sends both token fields, and never drops the question", () => {
		fc.assert(
			fc.property(body, (text) => {
				const before = standardVariant(sampleTarget());
				const after = adapted(before, parseErrorBody(text));
				if (after === null) return;
				expect(sameVariant(before, after)).toBe(false);
				expect(after.omit).not.toContain("model");
				expect(after.omit).not.toContain("messages");
				expect(after.maxTokens).toBeLessThan(10_000);
			}),
			runs(200),
		);
	});
});
