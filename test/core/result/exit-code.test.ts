import { expect, test } from "vitest";
import { DEFAULT_EXIT_RULE, type ExitRule, exitCodeOf } from "../../../src/core/result/exit-code.ts";
import { apiDown, aRecord, aReport, modelDown, slow, staleRecord } from "../../report/builders.ts";

const rule = (over: Partial<ExitRule>): ExitRule => ({ ...DEFAULT_EXIT_RULE, ...over });
const slowApi = slow({ stage: "api" });
const neverCameUp = slow({ cause: "loading", exitCode: 2 });

test.each([
	["ok", rule({}), [aRecord()], 0],
	["degraded is no failure", rule({}), [slow()], 0],
	["model down", rule({}), [aRecord(), modelDown()], 2],
	["API down outweighs model down", rule({}), [modelDown(), apiDown()], 1],
	["stale", rule({}), [apiDown(), staleRecord()], 3],
	["a wait that ended while loading", rule({}), [neverCameUp], 2],
	["down outweighs degraded", rule({ failOn: "degraded" }), [modelDown(), slowApi], 2],
	["binary: model down", rule({ exit: "binary" }), [modelDown()], 1],
	["binary: API down", rule({ exit: "binary" }), [apiDown()], 1],
	["binary: degraded", rule({ exit: "binary" }), [slow()], 0],
	["binary: could not check", rule({ exit: "binary" }), [staleRecord()], 1],
	["fail on api: model down is fine", rule({ failOn: "api" }), [modelDown()], 0],
	["fail on api: API down", rule({ failOn: "api" }), [modelDown(), apiDown()], 1],
	["fail on api: could not check", rule({ failOn: "api" }), [staleRecord()], 3],
	["fail on degraded: slow inference", rule({ failOn: "degraded" }), [slow()], 2],
	["fail on degraded: slow api", rule({ failOn: "degraded" }), [slowApi], 1],
	["fail on degraded, binary", rule({ failOn: "degraded", exit: "binary" }), [slow()], 1],
	["fail on degraded: ok", rule({ failOn: "degraded" }), [aRecord()], 0],
] as const)("%s", (_name, exitRule, targets, expected) => {
	expect(exitCodeOf(aReport(targets), exitRule)).toBe(expected);
});

test.each([
	["model down and a target unknown", {}, [modelDown()], 2],
	["fail on api: what it forgives says nothing of the unknown one", { failOn: "api" }, [modelDown()], 3],
	["fail on api, binary", { failOn: "api", exit: "binary" }, [modelDown()], 1],
	["fail on api: API down and a target unknown", { failOn: "api" }, [modelDown(), apiDown()], 1],
] as const)("a target that was not probed: %s", (_name, over, targets, expected) => {
	expect(exitCodeOf(aReport(targets, { unprobed: ["late"] }), rule(over))).toBe(expected);
});

test("trouble of the check itself without any target", () => {
	expect(exitCodeOf(aReport([], { exitCode: 3 }), DEFAULT_EXIT_RULE)).toBe(3);
});
