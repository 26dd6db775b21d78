import fc from "fast-check";
import { expect, test } from "vitest";
import { probeServer } from "../../../src/checks/llm/probe-server.ts";
import { DEFAULT_POLICY } from "../../../src/core/alerting/policy.ts";
import { describe, recordOf } from "../../../src/core/causes/describe.ts";
import { observe } from "../../../src/core/result/observe.ts";
import { completion, MODEL, modelList } from "../../support/healthy.ts";
import { A_HANG_MS } from "../../support/patience.ts";
import { type End, type Part, raw } from "../../support/replies.ts";
import { cases } from "../../support/size.ts";
import { useServer } from "../../support/use.ts";
import { sampleTarget } from "./builders.ts";

/** Real sockets, so fewer cases than the pure part has. */
const NUM_RUNS = cases(20, 300);
const DEADLINE_MS = 400;

const server = useServer();

const KEY = "sk-any-server-secret-42";
const list = JSON.stringify(modelList([MODEL]));
const answer = JSON.stringify(completion("Hi"));
const event = `data: ${JSON.stringify({ choices: [{ delta: { content: "Hi" }, finish_reason: "stop" }] })}\n\n`;

const body = fc.oneof(
	fc.constantFrom(list, answer, event, "", KEY, `{"error":{"message":"${KEY}"}}`),
	fc.string({ unit: "binary" }),
);
const statusLine = fc.oneof(
	fc.constantFrom(
		"HTTP/1.1 200 OK",
		"HTTP/1.1 500 Oops",
		"HTTP/1.1 302 Found",
		"HTTP/1.0 200 OK",
		"HTTP/1.1 100 Continue",
		"SSH-2.0-x",
		"",
	),
	fc.integer({ min: 200, max: 999 }).map((status) => `HTTP/1.1 ${status} X`),
);
const header = fc.oneof(
	fc.constantFrom(
		"Content-Type: text/event-stream",
		"Content-Type: application/json",
		"Transfer-Encoding: chunked",
		"Content-Length: 5",
		"Content-Length: 1000000",
		"Retry-After: x",
		`Location: /?k=${KEY}`,
		"Connection: close",
		"no colon at all",
	),
	fc.tuple(fc.string(), fc.string()).map(([name, value]) => `${name}: ${value}`),
);
const end = fc.constantFrom<End>("clean", "cut", "reset", "hold");
const rawReply = fc
	.record({
		statusLine,
		headers: fc.array(header, { maxLength: 3 }),
		body,
		cuts: fc.array(fc.nat(300), { maxLength: 3 }),
		end,
	})
	.map(({ statusLine, headers, body, cuts, end }) => {
		const bytes = Buffer.from(`${statusLine}\r\n${headers.map((one) => `${one}\r\n`).join("")}\r\n${body}`);
		return raw(parts(bytes, cuts), end);
	});

function parts(bytes: Buffer, cuts: readonly number[]): Part[] {
	const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((one, other) => one - other);
	return [0, ...places].flatMap((start, index) => [bytes.subarray(start, places[index] ?? bytes.length), 1]);
}

test("whatever a server sends: a verdict in time, with words, without the key, and never ok by accident", async () => {
	await fc.assert(
		fc.asyncProperty(rawReply, rawReply, fc.boolean(), fc.boolean(), async (models, chat, listIsFine, stream) => {
			const fine = raw([`HTTP/1.1 200 OK\r\nContent-Length: ${list.length}\r\n\r\n${list}`]);
			server.use({ routes: { "GET /v1/models": listIsFine ? fine : models, "*": chat } });
			const started = performance.now();
			const target = sampleTarget({ url: server.baseUrl, apiTimeoutMs: 150, inferenceTimeoutMs: 150, stream });
			const access = { apiKey: () => KEY, caPem: null, proxyUrl: null };
			const context = { deadlineAt: started + DEADLINE_MS, userAgent: "x", now: () => 0, trace: null };
			const results = await probeServer([{ target, access, memory: null }], context);
			expect(performance.now() - started).toBeLessThan(DEADLINE_MS + A_HANG_MS);
			for (const result of results) {
				const { facts } = observe(result, DEFAULT_POLICY);
				const record = recordOf(facts);
				expect(JSON.stringify([result, record, describe(facts)])).not.toContain(KEY);
				if (record.status === "ok") expect(record.answer === "Hi" || record.completionTokens !== null).toBe(true);
				else expect(record.nextStep).toBeTruthy();
			}
		}),
		{ numRuns: NUM_RUNS },
	);
});
