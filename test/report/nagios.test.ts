import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_EXIT_RULE } from "../../src/core/result/exit-code.ts";
import type { TargetRecord } from "../../src/core/result/target-record.ts";
import { render } from "../../src/report/nagios.ts";
import { anyRecords } from "./any-records.ts";
import { apiDown, aRecord, aReport, manyTargets, modelDown, plain, slow, staleRecord } from "./builders.ts";

const shown = (...targets: readonly TargetRecord[]) => render(aReport(targets), plain).stdout;

test("one target, with the threshold where one is set", () => {
	const options = { ...plain, slowMs: new Map([["gpustack", 5000]]) };
	expect(render(aReport([aRecord()]), options).stdout).toMatchInlineSnapshot(`
		"LLM OK - gpustack: ok: Qwen/Qwen2.5-14B answered in 312 ms | api=0.084s;5;;0 inference=0.312s;5;;0
		"
	`);
});

test("API down, nothing measured", () => {
	expect(shown(apiDown())).toMatchInlineSnapshot(`
		"LLM CRITICAL - gpustack: API down: Nothing listens on gpu01 port 8000: the server is not running, or is still starting (ECONNREFUSED).
		next: ssh gpu01 'systemctl status vllm; journalctl -u vllm -n 50'
		"
	`);
});

test("several targets: the worst on the first line, a line each below", () => {
	expect(shown(...manyTargets)).toMatchInlineSnapshot(`
		"LLM CRITICAL - 5 targets: 2 ok, 1 degraded, 1 model down, 1 API down; 東京 GPU 🚀 API down; berlin model down; ollama-edge degraded | 'gpustack api'=0.084s;;;0 'gpustack inference'=0.312s;;;0 'ollama-edge api'=0.084s;;;0 'ollama-edge inference'=12.400s;;;0 'berlin api'=0.084s;;;0 'berlin inference'=0.018s;;;0 'paris api'=1.204s;;;0 'paris inference'=2.310s;;;0
		[CRITICAL] 東京 GPU 🚀: API down: Nothing listens on gpu01 port 8000: the server is not running, or is still starting (ECONNREFUSED).
		next: ssh gpu01 'systemctl status vllm; journalctl -u vllm -n 50'
		[WARNING] berlin: model down: The server failed while generating (HTTP 500): CUDA error: out of memory
		next: curl -sS http://gpu01:8000/v1/chat/completions -H "Authorization: Bearer $LLM_API_KEY" -d '{"model":"Qwen/Qwen2.5-14B"}'
		[OK] ollama-edge: degraded: The model answered, but took 12.4 s where 5 s are allowed.
		[OK] paris: ok: Qwen/Qwen2.5-14B answered in 2.3 s
		[OK] gpustack: ok: Qwen/Qwen2.5-14B answered in 312 ms
		"
	`);
});

test("a stale record is UNKNOWN and sends no old numbers as new", () => {
	expect(shown(staleRecord())).toMatchInlineSnapshot(`
		"LLM UNKNOWN - gpustack: stale, was ok: last check 27m ago, allowed 10m: is cron running?
		next: systemctl status cron llm-healthcheck.timer
		"
	`);
});

test("never checked: the words stand on the line, before those of the targets that were", () => {
	const trouble = { exitCode: 3, warnings: ["berlin was never checked."] };
	expect(render(aReport([], trouble), plain)).toEqual({
		stdout: "LLM UNKNOWN - berlin was never checked.\n",
		exitCode: 3,
	});
	const { stdout } = render(aReport([aRecord()], trouble), plain);
	expect(stdout).toMatch(/^LLM UNKNOWN - berlin was never checked\.; gpustack: ok: .* \| api=.*\n$/);
});

test("a warning that does not touch the verdict goes below", () => {
	const { stdout } = render(aReport([aRecord()], { warnings: ["slack: a|b"] }), plain);
	expect(stdout.split("\n").slice(1)).toEqual(["warning: slack: a/b", ""]);
});

describe("their exit codes, not ours", () => {
	test.each([
		["ok", [aRecord()], 0],
		["degraded", [slow()], 0],
		["model down", [modelDown()], 1],
		["API down", [apiDown()], 2],
		["API down beside model down", [modelDown(), apiDown()], 2],
		["stale", [staleRecord()], 3],
		["stale beside ok", [aRecord(), staleRecord()], 3],
		["stale beside API down: what is surely bad counts", [staleRecord(), apiDown()], 2],
	] as const)("%s", (_name, targets, code) => {
		expect(render(aReport(targets), plain).exitCode).toBe(code);
	});

	test.each([
		["beside ok", { targets: [aRecord()], exitCode: 3 }, 3],
		["beside model down that --fail-on api forgives", { targets: [modelDown()] }, 3],
		["beside API down: what is surely bad counts", { targets: [apiDown()] }, 2],
	])("a target that was not probed %s", (_name, { targets, ...over }, code) => {
		const options = { ...plain, exitRule: { ...DEFAULT_EXIT_RULE, failOn: "api" } as const };
		const report = aReport(targets, { unprobed: ["late"], warnings: ["not probed: late"], ...over });
		const { stdout, exitCode } = render(report, options);
		expect(exitCode).toBe(code);
		expect(stdout.startsWith("LLM UNKNOWN - not probed: late; ")).toBe(code === 3);
		expect(stdout.split("not probed: late")).toHaveLength(2);
	});

	test("--fail-on degraded makes it WARNING, whichever stage was slow", () => {
		const options = { ...plain, exitRule: { ...DEFAULT_EXIT_RULE, failOn: "degraded" } as const };
		expect(render(aReport([slow({ stage: "api" })]), options).exitCode).toBe(1);
	});
});

/** The plugin guidelines: 'label'=value[UOM];[warn];[crit];[min];[max], blank between. */
const PERFDATA = /^(?:(?:'[^'=|\n]+'|[a-z]+)=\d+\.\d{3}s;[\d.]*;;0(?: |$))+$/;

test("any record: at most one pipe, on the first line, with well-formed perfdata behind it", () => {
	fc.assert(
		fc.property(anyRecords, (records) => {
			const { stdout } = render(aReport(records), plain);
			const [first = "", ...rest] = stdout.split("\n");
			const parts = first.split("|");
			expect(parts.length).toBe(records.some((r) => r.exitCode !== 3 && (r.apiMs ?? r.inferenceMs) !== null) ? 2 : 1);
			if (parts[1] !== undefined) expect(parts[1].trimStart()).toMatch(PERFDATA);
			expect([...(parts[0] ?? "")].length).toBeLessThanOrEqual(301);
			expect(rest.join("")).not.toContain("|");
		}),
	);
});
