import { describe, expect, test } from "vitest";
import { asNotReady, decideWait } from "../../../src/core/result/waiting.ts";
import { apiDown, aRecord, aReport, modelDown, slow } from "../../report/builders.ts";

const unauthorized = apiDown({ target: "locked", cause: "unauthorized" });
const loading = slow({ cause: "loading" });

test.each([
	["ok", [aRecord()], "done"],
	["slow generated all the same", [slow()], "done"],
	["asleep on purpose", [slow({ cause: "idle" })], "done"],
	["refused: still starting", [apiDown()], "wait"],
	["a name not there yet", [apiDown({ cause: "dns" })], "wait"],
	["loading is alive, but no answer yet", [loading], "wait"],
	["rate limited proves nothing", [slow({ cause: "rate_limited" })], "wait"],
	["404 from a proxy without its backend", [apiDown({ cause: "not_found" })], "wait"],
	["one of two", [aRecord(), modelDown()], "wait"],
	["key rejected", [unauthorized], "give_up"],
	["certificate", [apiDown({ cause: "tls" })], "give_up"],
	["redirect", [apiDown({ cause: "redirect" })], "give_up"],
	["an embedding model", [modelDown({ cause: "not_a_chat_model" })], "give_up"],
	["one that never will, beside one that may", [apiDown(), unauthorized], "give_up"],
] as const)("%s: %s", (_name, records, kind) => {
	expect(decideWait(aReport(records), "model").kind).toBe(kind);
});

test.each([
	["all seen are ready, one was not seen", [aRecord()], "wait"],
	["none was seen", [], "wait"],
	["one that never will, beside one that was not seen", [unauthorized], "give_up"],
] as const)("%s: %s", (_name, records, kind) => {
	expect(decideWait(aReport(records, { unprobed: ["late"] }), "model").kind).toBe(kind);
});

const quota = modelDown({ cause: "quota_exhausted" });
test.each([
	["api", "a broken model", [modelDown()], "done"],
	["api", "a model still loading", [loading], "done"],
	["api", "a model that never will answer", [quota], "done"],
	["api", "loading at stage api", [slow({ cause: "loading", stage: "api" })], "wait"],
	["api", "API down beside a broken model", [modelDown(), apiDown()], "wait"],
	["model", "a model that never will answer", [quota], "give_up"],
	["degraded", "slow", [slow()], "wait"],
	["degraded", "ok", [aRecord()], "done"],
] as const)("--fail-on %s, %s: %s", (failOn, _name, records, kind) => {
	expect(decideWait(aReport(records), failOn).kind).toBe(kind);
});

test("names the target that never will", () => {
	const decision = decideWait(aReport([apiDown(), unauthorized]), "model");
	expect(decision).toEqual({ kind: "give_up", target: "locked", why: "unauthorized" });
});

describe("a wait that did not end well", () => {
	test.each([
		["still down: the exit code of the verdict", [modelDown()], 2],
		["still loading: as if the stage had failed", [loading], 2],
		["still loading at stage api", [slow({ cause: "loading", stage: "api" })], 1],
		["one ready but slow, one loading", [slow(), loading], 2],
		["API down beside loading", [loading, apiDown()], 1],
		["slow, which only --fail-on degraded minds", [slow()], 0],
	] as const)("%s", (_name, records, exitCode) => {
		const report = asNotReady(aReport(records), [], "Not ready in 5m.");
		expect(report.exitCode).toBe(exitCode);
		expect(report.warnings).toEqual(["Not ready in 5m."]);
	});

	test("a slow target beside it stays what it is", () => {
		expect(asNotReady(aReport([slow(), loading]), [], "").targets.map(({ exitCode }) => exitCode)).toEqual([0, 2]);
	});

	test.each([
		["down when last seen", [apiDown({ target: "late" })], 1, ["gpustack", "late"]],
		["ok when last seen: that was then", [aRecord({ target: "late" })], 3, ["gpustack", "late"]],
		["never seen", [], 3, ["gpustack"]],
	] as const)("a target that the last look had no time for, %s", (_name, seen, exitCode, shown) => {
		const last = aReport([aRecord()], { unprobed: ["late"], exitCode: 3 });
		const report = asNotReady(last, [apiDown(), ...seen], "");
		expect(report.exitCode).toBe(exitCode);
		expect(report.targets.map(({ target }) => target)).toEqual(shown);
	});
});
