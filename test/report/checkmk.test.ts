import fc from "fast-check";
import { expect, test } from "vitest";
import { render } from "../../src/report/checkmk.ts";
import { anyRecords } from "./any-records.ts";
import { aRecord, aReport, manyTargets, modelDown, plain, staleRecord } from "./builders.ts";

test("a line a target, the state in the line", () => {
	const options = { ...plain, slowMs: new Map([["paris", 5000]]) };
	expect(render(aReport([...manyTargets, staleRecord({ target: "old" })]), options).stdout).toMatchInlineSnapshot(`
		"0 "LLM gpustack" api=0.084;;;0|inference=0.312;;;0 ok: Qwen/Qwen2.5-14B answered in 312 ms
		2 "LLM 東京 GPU 🚀" - API down: Nothing listens on gpu01 port 8000: the server is not running, or is still starting (ECONNREFUSED).
		0 "LLM ollama-edge" api=0.084;;;0|inference=12.400;;;0 degraded: The model answered, but took 12.4 s where 5 s are allowed.
		1 "LLM berlin" api=0.084;;;0|inference=0.018;;;0 model down: The server failed while generating (HTTP 500): CUDA error: out of memory
		0 "LLM paris" api=1.204;5;;0|inference=2.310;5;;0 ok: Qwen/Qwen2.5-14B answered in 2.3 s
		3 "LLM old" - stale, was ok: last check 27m ago, allowed 10m: is cron running?
		"
	`);
});

test("the agent reads no exit code", () => {
	expect(render(aReport(manyTargets), plain).exitCode).toBe(0);
});

test("trouble of the check itself has a line of its own", () => {
	const report = aReport([aRecord()], { exitCode: 3, warnings: ["berlin was never checked."] });
	expect(render(report, plain).stdout.split("\n")[1]).toBe('3 "LLM healthcheck" - berlin was never checked.');

	const late = aReport([modelDown()], { unprobed: ["berlin"], warnings: ["not probed: berlin"] });
	expect(render(late, plain).stdout.split("\n")[1]).toBe('3 "LLM healthcheck" - not probed: berlin');

	const refused = aReport([aRecord()], { warnings: ["slack: the webhook was removed"] });
	expect(render(refused, plain).stdout.split("\n")[1]).toBe('1 "LLM healthcheck" - slack: the webhook was removed');
});

test("any record is one well-formed line", () => {
	fc.assert(
		fc.property(anyRecords, (records) => {
			const lines = render(aReport(records), plain).stdout.split("\n");
			expect(lines.pop()).toBe("");
			expect(lines).toHaveLength(records.length);
			for (const line of lines) {
				expect(line).toMatch(
					/^[0-3] "LLM [^"\n]*" (?:-|[a-z]+=\d+\.\d{3};[\d.]*;;0(?:\|[a-z]+=\d+\.\d{3};[\d.]*;;0)?) \S/,
				);
			}
		}),
	);
});
