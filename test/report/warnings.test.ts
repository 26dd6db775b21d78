import { expect, test } from "vitest";
import type { Format } from "../../src/core/invocation/invocation.ts";
import { FORMAT_TABLE } from "../../src/report/formats.ts";
import { renderWarnings } from "../../src/report/warnings.ts";
import { aRecord, aReport, staleRecord } from "./builders.ts";

const styleOf = (format: Format | "print") =>
	format === "print" ? "lines when failed" : FORMAT_TABLE[format].warnings;
const warned = aReport([aRecord()], { warnings: ["state: disk\nfull", "slack: refused"] });
const failed = { ...warned, exitCode: 3 };

test.each(["json", "nagios", "checkmk", "prometheus", "print"] as const)("%s: nothing on stderr", (format) => {
	expect(renderWarnings(warned, styleOf(format))).toBe("");
});

test.each(["json", "nagios", "checkmk"] as const)("%s: nothing there either when the check failed", (format) => {
	expect(renderWarnings(failed, styleOf(format))).toBe("");
});

test.each(["prometheus", "print", "text"] as const)("%s: words when the check failed", (format) => {
	expect(renderWarnings(failed, styleOf(format))).toBe(
		"llm-healthcheck: state: disk full\nllm-healthcheck: slack: refused\n",
	);
});

test("text: plain lines", () => {
	expect(renderWarnings(warned, styleOf("text"))).toBe(
		"llm-healthcheck: warning: state: disk full\nllm-healthcheck: warning: slack: refused\n",
	);
});

test("log: JSON lines, as errors when the check failed", () => {
	expect(renderWarnings(warned, styleOf("log"))).toMatchInlineSnapshot(`
		"{"level":40,"time":1767580806000,"name":"llm-healthcheck","msg":"state: disk full"}
		{"level":40,"time":1767580806000,"name":"llm-healthcheck","msg":"slack: refused"}
		"
	`);
	const [line] = renderWarnings(failed, styleOf("log")).split("\n");
	expect(JSON.parse(line ?? "").level).toBe(50);
});

test.each(["prometheus", "print"] as const)(
	"%s: a stale record is said there, as its value looks like any other",
	(format) => {
		const stale = aReport([staleRecord()], { exitCode: 3 });
		expect(renderWarnings(stale, styleOf(format))).toMatch(
			/^llm-healthcheck: gpustack: stale, was ok: last check .* ago/,
		);
		expect(renderWarnings(stale, styleOf("text"))).toBe("");
	},
);

test("no warnings: nothing", () => {
	expect(renderWarnings(aReport([aRecord()]), styleOf("text"))).toBe("");
});
