import { expect, test } from "vitest";
import type { TraceEvent } from "../../src/core/result/outcome.ts";
import { renderExplanation } from "../../src/report/explain.ts";

const at = { target: "main", stage: "api" } as const;
const request: TraceEvent = { ...at, kind: "request", method: "GET", url: "http://gpu1:8000/v1/models", body: null };
const reply: TraceEvent = {
	...at,
	kind: "reply",
	summary: "HTTP 401 in 3 ms",
	headers: ["server: uvicorn"],
	body: '{"error":"x"}',
};
const decision: TraceEvent = { ...at, kind: "decision", rule: "401: the key is not accepted", because: "unauthorized" };

test("request, reply and rule, under the stage they belong to", () => {
	expect(renderExplanation([request, reply, decision], false)).toBe(
		[
			"main stage api",
			"  → GET http://gpu1:8000/v1/models",
			"  ← HTTP 401 in 3 ms",
			"    server: uvicorn",
			'    {"error":"x"}',
			"  = unauthorized (rule: 401: the key is not accepted)",
			"",
			"",
		].join("\n"),
	);
});

test("targets whose requests interleaved are told one after the other", () => {
	const other = { ...request, target: "other" };
	const next = { ...request, stage: "inference" as const };
	const headings = renderExplanation([request, other, next], false).match(/^\S.*$/gm);
	expect(headings).toEqual(["main stage api", "main stage inference", "other stage api"]);
});

test("nothing happened, nothing is said", () => {
	expect(renderExplanation([], true)).toBe("");
});
