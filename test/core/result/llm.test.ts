import { describe, expect, test } from "vitest";
import type { Failure } from "../../../src/core/result/failure.ts";
import { judge } from "../../../src/core/result/kinds.ts";
import type { FailedOutcome, LlmStages, PassedOutcome } from "../../../src/core/result/outcome.ts";
import type { Verdict } from "../../../src/core/result/verdict.ts";
import { sampleResult, sampleTarget } from "../../checks/llm/builders.ts";

const passed = (ms = 10): PassedOutcome => ({ passed: true, ms, httpStatus: 200 });
const failed = (failure: Failure): FailedOutcome => ({ passed: false, ms: null, httpStatus: null, failure });
const http = { httpStatus: 503, message: null, code: null } as const;
const overloaded: Failure = { kind: "overloaded", ...http };
const loading: Failure = { kind: "loading", ...http };
const limited: Failure = { kind: "rate_limited", retryAfterMs: null, ...http };
const refused: Failure = { kind: "refused", code: "ECONNREFUSED" };
const broken: Failure = { kind: "server_error", trouble: null, ...http };
const idle: Failure = { kind: "idle", how: "sleeping" };

type Case = readonly [string, LlmStages, Omit<Verdict, "cause">];
const cases: readonly Case[] = [
	["both pass", { api: passed(), inference: passed() }, { status: "ok", stage: null, softAs: null }],
	[
		"hard at api",
		{ api: failed(refused), inference: "api_failed" },
		{ status: "api_down", stage: "api", softAs: null },
	],
	[
		"hard at inference",
		{ api: passed(), inference: failed(broken) },
		{ status: "model_down", stage: "inference", softAs: null },
	],
	[
		"a port that closed after the list: the API is gone too",
		{ api: passed(), inference: failed(refused) },
		{ status: "api_down", stage: "api", softAs: null },
	],
	[
		"an engine that closed its port after its last words",
		{ api: passed(), inference: failed({ ...broken, thenClosed: true }) },
		{ status: "api_down", stage: "api", softAs: null },
	],
	[
		"a soft cause does not soften a closed port",
		{ api: passed(), inference: failed({ ...overloaded, thenClosed: true }) },
		{ status: "api_down", stage: "api", softAs: null },
	],
	[
		"soft at api",
		{ api: failed(overloaded), inference: "api_failed" },
		{ status: "degraded", stage: "api", softAs: "api_down" },
	],
	[
		"soft at inference",
		{ api: passed(), inference: failed(overloaded) },
		{ status: "degraded", stage: "inference", softAs: "model_down" },
	],
	[
		"mild at api",
		{ api: failed(limited), inference: "api_failed" },
		{ status: "degraded", stage: "api", softAs: null },
	],
	[
		"mild at inference",
		{ api: passed(), inference: failed(idle) },
		{ status: "degraded", stage: "inference", softAs: null },
	],
	[
		"loading is about the model, wherever it is said",
		{ api: failed(loading), inference: "api_failed" },
		{ status: "degraded", stage: "inference", softAs: "model_down" },
	],
	[
		"a list without models too",
		{ api: failed({ kind: "no_models", httpStatus: 200 }), inference: "api_failed" },
		{ status: "model_down", stage: "inference", softAs: null },
	],
	[
		"slow to generate",
		{ api: passed(), inference: passed(5001) },
		{ status: "degraded", stage: "inference", softAs: null },
	],
	["slow to list", { api: passed(5001), inference: passed() }, { status: "degraded", stage: "api", softAs: null }],
	["just fast enough", { api: passed(5000), inference: passed(5000) }, { status: "ok", stage: null, softAs: null }],
	[
		"slow and failed: failed",
		{ api: passed(9000), inference: failed(broken) },
		{ status: "model_down", stage: "inference", softAs: null },
	],
];

describe("the verdict on", () => {
	test.each(cases)("%s", (_name, stages, expected) => {
		const verdict = judge(sampleResult({ target: sampleTarget({ slowMs: 5000 }), ...stages }));
		expect(verdict).toMatchObject(expected);
	});
});

test("without a threshold nothing is slow", () => {
	expect(judge(sampleResult({ api: passed(1e6), inference: passed(1e6) })).status).toBe("ok");
});
