import { describe, expect, test } from "vitest";
import { asNotReady, decideWait } from "../../src/core/waiting.ts";
import { apiDown, aRecord, aReport, modelDown, slow } from "../report/builders.ts";

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
	expect(decideWait(records).kind).toBe(kind);
});

test("names the target that never will", () => {
	expect(decideWait([apiDown(), unauthorized])).toMatchObject({ record: { target: "locked" } });
});

describe("a wait that did not end well", () => {
	test.each([
		["still down: the exit code of the verdict", [modelDown()], 2],
		["still loading: as if the stage had failed", [loading], 2],
		["still loading at stage api", [slow({ cause: "loading", stage: "api" })], 1],
		["one ready but slow, one loading", [slow(), loading], 2],
		["API down beside loading", [loading, apiDown()], 1],
	] as const)("%s", (_name, records, exitCode) => {
		const report = asNotReady(aReport(records), "Not ready in 5m.");
		expect(report.exitCode).toBe(exitCode);
		expect(report.warnings).toEqual(["Not ready in 5m."]);
	});

	test("a slow target beside it stays what it is", () => {
		expect(asNotReady(aReport([slow(), loading]), "").targets.map(({ exitCode }) => exitCode)).toEqual([0, 2]);
	});
});
