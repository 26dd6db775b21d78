import { expect, test } from "vitest";
import { renderWarnings } from "../../src/report/warnings.ts";
import { aRecord, aReport, staleRecord } from "./builders.ts";

const warned = aReport([aRecord()], { warnings: ["state: disk\nfull", "slack: refused"] });
const failed = { ...warned, exitCode: 3 };

test.each(["json", "nagios", "checkmk", "prometheus", "print"] as const)("%s: nothing on stderr", (format) => {
	expect(renderWarnings(warned, format)).toBe("");
});

test.each(["json", "nagios", "checkmk"] as const)("%s: nothing there either when the check failed", (format) => {
	expect(renderWarnings(failed, format)).toBe("");
});

test.each(["prometheus", "print", "text"] as const)("%s: words when the check failed", (format) => {
	expect(renderWarnings(failed, format)).toBe("llm-healthcheck: state: disk full\nllm-healthcheck: slack: refused\n");
});

test("text: plain lines", () => {
	expect(renderWarnings(warned, "text")).toBe(
		"llm-healthcheck: warning: state: disk full\nllm-healthcheck: warning: slack: refused\n",
	);
});

test("log: JSON lines, as errors when the check failed", () => {
	expect(renderWarnings(warned, "log")).toMatchInlineSnapshot(`
		"{"level":40,"time":1767580806000,"name":"llm-healthcheck","msg":"state: disk full"}
		{"level":40,"time":1767580806000,"name":"llm-healthcheck","msg":"slack: refused"}
		"
	`);
	const [line] = renderWarnings(failed, "log").split("\n");
	expect(JSON.parse(line ?? "").level).toBe(50);
});

test.each(["prometheus", "print"] as const)(
	"%s: a stale record is said there, as its value looks like any other",
	(format) => {
		const stale = aReport([staleRecord()], { exitCode: 3 });
		expect(renderWarnings(stale, format)).toMatch(/^llm-healthcheck: gpustack: stale, was ok: last check .* ago/);
		expect(renderWarnings(stale, "text")).toBe("");
	},
);

test("no warnings: nothing", () => {
	expect(renderWarnings(aReport([aRecord()]), "text")).toBe("");
});
