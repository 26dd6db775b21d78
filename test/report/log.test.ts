import fc from "fast-check";
import { expect, test } from "vitest";
import type { TargetRecord } from "../../src/core/result/target-record.ts";
import { render } from "../../src/report/log.ts";
import { anyRecords } from "./any-records.ts";
import { aReport, manyTargets, modelDown, plain } from "./builders.ts";

const linesOf = (targets: readonly TargetRecord[]) => render(aReport(targets), plain).stdout.trimEnd().split("\n");

test("a line a target, fields in the documented order", () => {
	expect(linesOf([modelDown()])).toMatchInlineSnapshot(`
		[
		  "{"level":50,"time":1767580805000,"name":"llm-healthcheck","target":"gpustack","url":"http://gpu01:8000/v1","model":"Qwen/Qwen2.5-14B","status":"model_down","ok":false,"exitCode":2,"stage":"inference","cause":"server_error","detail":"The server failed while generating (HTTP 500): CUDA error: out of memory","nextStep":"curl -sS http://gpu01:8000/v1/chat/completions -H \\"Authorization: Bearer $LLM_API_KEY\\" -d '{\\"model\\":\\"Qwen/Qwen2.5-14B\\"}'","httpStatus":500,"apiMs":84.2,"inferenceMs":18.4,"ttftMs":null,"tokensPerSecond":null,"models":["Qwen/Qwen2.5-14B","bge-m3"],"server":"vllm","answer":null,"completionTokens":null,"since":"2026-01-05T02:38:05.000Z","changed":true,"alert":"sent","stale":false,"msg":"gpustack: model down: The server failed while generating (HTTP 500): CUDA error: out of memory"}",
		]
	`);
});

test("any record is one line of valid JSON with its fields unharmed", () => {
	fc.assert(
		fc.property(anyRecords, (records) => {
			const parsed = linesOf(records).map((line) => JSON.parse(line));
			expect(parsed.map(({ target }) => target)).toEqual(records.map(({ target }) => target));
			expect(parsed.every(({ time }) => Number.isInteger(time))).toBe(true);
		}),
	);
});

test("several targets keep the order of the configuration", () => {
	expect(linesOf(manyTargets).map((line) => JSON.parse(line).target)).toEqual(manyTargets.map(({ target }) => target));
});
