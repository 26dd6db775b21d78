import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { render } from "../../src/report/prometheus.ts";
import { apiDown, aRecord, aReport, manyTargets, modelDown, plain, slow, staleRecord } from "../report/builders.ts";
import { needs } from "./support/needs.ts";

/** Debian's `prometheus` package. Exit 0: clean; 1: cannot be parsed; 3: against the conventions. */
function checkedByPromtool(metrics: string) {
	const { status, stdout, stderr, error } = spawnSync("promtool", ["check", "metrics"], {
		input: metrics,
		encoding: "utf8",
	});
	if (error) throw error;
	return { status, said: stdout + stderr };
}

const clean = { status: 0, said: "" };

needs("promtool")("promtool check metrics finds nothing to say", () => {
	test.each([
		["a healthy target with all numbers", [aRecord({ ttftMs: 120, tokensPerSecond: 31.5 })]],
		["every status, names in any script", [...manyTargets, staleRecord({ target: "old" })]],
		[
			"label values with all that must be escaped",
			[apiDown({ target: 'a "b" \\ c\nd', url: "http://h/\u0007?q=\ud83d\ude80" })],
		],
		[
			"numbers of every size",
			[slow({ inferenceMs: 1e7 }), modelDown({ target: "quick", apiMs: 0.0004, inferenceMs: 0 })],
		],
	])("%s", (_name, targets) => {
		expect(checkedByPromtool(render(aReport(targets), plain).stdout)).toEqual(clean);
	});

	test("and would: the check can fail", () => {
		const broken = render(aReport([aRecord()]), plain).stdout.replace("# HELP llm_healthcheck_status", "# ");
		expect(checkedByPromtool(broken).status).toBe(3);
	});
});
