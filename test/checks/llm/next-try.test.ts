import { describe, expect, test } from "vitest";
import { OPENAI } from "../../../src/checks/llm/dialects/openai/openai.ts";
import { parseErrorBody } from "../../../src/checks/llm/errors/error-body.ts";
import { NO_TRACE } from "../../../src/checks/llm/generation.ts";
import { nextTry, type Tries } from "../../../src/checks/llm/next-try.ts";
import type { Failure } from "../../../src/core/result/failure.ts";
import { sampleTarget } from "./builders.ts";

const target = sampleTarget();
const task = { target, dialect: OPENAI };
const standard = OPENAI.standardVariant(target);
const first: Tries = {
	variant: standard,
	tried: [standard],
	retriedAfter: null,
	confirming: null,
	confirmingTokens: 0,
};
const http = { message: null, code: null } as const;
const failed = (failure: Failure) => ({ failure, rule: NO_TRACE, errorBody: null });

const retried: readonly (readonly [string, Failure, boolean, number])[] = [
	["closed before an answer", { kind: "connection_closed", code: "ECONNRESET" }, true, 0],
	["a cut body", { kind: "truncated_answer", httpStatus: 200 }, true, 0],
	["a cut stream", { kind: "stream_cut", httpStatus: 200, tokens: 2 }, true, 0],
	["500", { kind: "server_error", trouble: null, httpStatus: 500, ...http }, true, 2000],
	["502", { kind: "gateway_error", httpStatus: 502, ...http }, true, 2000],
	["503", { kind: "server_error", trouble: null, httpStatus: 503, ...http }, false, 0],
	["504", { kind: "gateway_error", httpStatus: 504, ...http }, false, 0],
	["429", { kind: "rate_limited", httpStatus: 429, retryAfterMs: null, ...http }, false, 0],
	["401", { kind: "unauthorized", httpStatus: 401, listAccepted: true, wantsPassword: false, ...http }, false, 0],
	["a time-out", { kind: "timeout", timeoutMs: 1, phase: "headers" }, false, 0],
	["refused", { kind: "refused", code: "ECONNREFUSED" }, false, 0],
];

describe("a second opinion on", () => {
	test.each(retried)("%s", async (_name, failure, again, pauseMs) => {
		const next = await nextTry(first, failed(failure), task, 60_000);
		expect(next === null ? null : [next.fresh, next.pauseMs]).toEqual(again ? [true, pauseMs] : null);
		if (next) expect(await nextTry(next.tries, failed(failure), task, 60_000)).toBeNull();
	});
});

test.each([
	[500, true],
	[502, true],
	[424, true],
	[503, false],
	[null, false],
])("an error inside a 200 that claims %s is judged as that status would be", async (status, again) => {
	const errorBody = parseErrorBody(JSON.stringify({ error: { message: "x", code: status } }));
	const finding = { ...failed({ kind: "error_in_200", httpStatus: 200, ...http }), errorBody };
	expect((await nextTry(first, finding, task, 60_000)) !== null).toBe(again);
});

test("a kept connection that the server closed leaves its second opinion to the failure after it", async () => {
	const closed = failed({ kind: "connection_closed", code: "ECONNRESET" });
	const broken = failed({ kind: "server_error", trouble: null, httpStatus: 500, ...http });
	const second = await nextTry(first, closed, task, 60_000);
	const third = second && (await nextTry(second.tries, broken, task, 60_000));
	expect(third?.tries.retriedAfter).toEqual(broken.failure);
	expect(third && (await nextTry(third.tries, broken, task, 60_000))).toBeNull();
	expect(third && (await nextTry(third.tries, closed, task, 60_000))).toBeNull();
});

test("the pause leaves most of the time that is left to the second try", async () => {
	const next = await nextTry(
		first,
		failed({ kind: "server_error", trouble: null, httpStatus: 500, ...http }),
		task,
		1000,
	);
	expect(next?.pauseMs).toBe(250);
});

test("no time left, no second try", async () => {
	expect(await nextTry(first, failed({ kind: "connection_closed", code: "X" }), task, 200)).toBeNull();
});

test.each(["empty_answer", "garbage_answer"] as const)("%s is confirmed once, with another prompt", async (kind) => {
	const failure: Failure =
		kind === "empty_answer" ? { kind, httpStatus: 200 } : { kind, httpStatus: 200, sample: "!!!!" };
	const next = await nextTry(first, failed(failure), task, 5000);
	expect(next?.tries).toMatchObject({ confirming: failure, confirmingTokens: 32 });
	expect(next && (await nextTry(next.tries, failed(failure), task, 5000))).toBeNull();
});

test("where tokens were counted and none is to be seen, the second question leaves room to think", async () => {
	const finding = { ...failed({ kind: "empty_answer", httpStatus: 200 }), rule: "5 tokens were counted" };
	expect((await nextTry(first, { ...finding, rule: NO_TRACE }, task, 5000))?.tries.confirmingTokens).toBe(32);
	expect((await nextTry(first, finding, task, 5000))?.tries.confirmingTokens).toBe(256);
});

test("at most three forms of a request, whatever the server complains of", async () => {
	const refusal = (field: string) => ({
		...failed({ kind: "rejected_request", param: null, httpStatus: 400, ...http }),
		errorBody: parseErrorBody(JSON.stringify({ error: { message: `no ${field}`, param: field } })),
	});
	let tries = first;
	let sent = 1;
	for (const field of ["max_tokens", "temperature", "stream", "max_completion_tokens"]) {
		const next = await nextTry(tries, refusal(field), task, 60_000);
		if (next === null) break;
		tries = next.tries;
		sent += 1;
	}
	expect(sent).toBe(3);
	expect(tries.tried).toHaveLength(3);
});

test("a remembered form that names nothing to change gives way to the plain one", async () => {
	const remembered = { ...standard, omit: ["temperature"] };
	const tries: Tries = { ...first, variant: remembered, tried: [remembered] };
	const finding = {
		...failed({ kind: "rejected_request", param: null, httpStatus: 400, ...http }),
		errorBody: parseErrorBody('{"error":{"message":"bad request"}}'),
	};
	expect((await nextTry(tries, finding, task, 60_000))?.tries.variant).toEqual(standard);
});
