import { describe, expect, test } from "vitest";
import type { Failure } from "../../../src/core/result/failure.ts";
import { judge } from "../../../src/core/result/judge.ts";
import type { Outcome } from "../../../src/core/result/outcome.ts";
import type { Verdict } from "../../../src/core/result/verdict.ts";
import { sampleResult, sampleTarget } from "../../checks/llm/builders.ts";

const passed = (ms = 10): Outcome => ({ passed: true, ms, httpStatus: 200 });
const failed = (failure: Failure): Outcome => ({ passed: false, ms: null, httpStatus: null, failure });
const http = { httpStatus: 503, message: null, code: null } as const;
const overloaded: Failure = { kind: "overloaded", ...http };
const loading: Failure = { kind: "loading", ...http };
const limited: Failure = { kind: "rate_limited", retryAfterMs: null, ...http };
const refused: Failure = { kind: "refused", code: "ECONNREFUSED" };
const idle: Failure = { kind: "idle", how: "sleeping" };

type Case = readonly [string, Outcome, Outcome | null, Omit<Verdict, "cause">];
const cases: readonly Case[] = [
	["both pass", passed(), passed(), { status: "ok", stage: null, softAs: null }],
	["hard at api", failed(refused), null, { status: "api_down", stage: "api", softAs: null }],
	["hard at inference", passed(), failed(refused), { status: "model_down", stage: "inference", softAs: null }],
	["soft at api", failed(overloaded), null, { status: "degraded", stage: "api", softAs: "api_down" }],
	["soft at inference", passed(), failed(overloaded), { status: "degraded", stage: "inference", softAs: "model_down" }],
	["mild at api", failed(limited), null, { status: "degraded", stage: "api", softAs: null }],
	["mild at inference", passed(), failed(idle), { status: "degraded", stage: "inference", softAs: null }],
	[
		"loading is about the model, wherever it is said",
		failed(loading),
		null,
		{ status: "degraded", stage: "inference", softAs: "model_down" },
	],
	[
		"a list without models too",
		failed({ kind: "no_models", httpStatus: 200 }),
		null,
		{ status: "model_down", stage: "inference", softAs: null },
	],
	["slow to generate", passed(), passed(5001), { status: "degraded", stage: "inference", softAs: null }],
	["slow to list", passed(5001), passed(), { status: "degraded", stage: "api", softAs: null }],
	["just fast enough", passed(5000), passed(5000), { status: "ok", stage: null, softAs: null }],
	[
		"slow and failed: failed",
		passed(9000),
		failed(refused),
		{ status: "model_down", stage: "inference", softAs: null },
	],
];

describe("the verdict on", () => {
	test.each(cases)("%s", (_name, api, inference, expected) => {
		const verdict = judge(sampleResult({ target: sampleTarget({ slowMs: 5000 }), api, inference }));
		expect(verdict).toMatchObject(expected);
	});
});

test("without a threshold nothing is slow", () => {
	expect(judge(sampleResult({ api: passed(1e6), inference: passed(1e6) })).status).toBe("ok");
});
