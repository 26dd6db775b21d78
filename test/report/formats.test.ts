import { describe, expect, test } from "vitest";
import { FORMATS, type Format } from "../../src/core/invocation/invocation.ts";
import type { FormatRow, FormatTable } from "../../src/report/format.ts";
import { FORMAT_TABLE } from "../../src/report/formats.ts";
import { present } from "../../src/report/present.ts";
import { aReport, manyTargets, plain, staleRecord } from "./builders.ts";

describe.each(FORMATS)("%s", (format) => {
	test("ends its output with a newline", async () => {
		const { render } = await FORMAT_TABLE[format].load();
		expect(render(aReport(manyTargets), plain).stdout).toMatch(/[^\n]\n$/);
	});

	test("names every target", async () => {
		const { render } = await FORMAT_TABLE[format].load();
		const { stdout } = render(aReport([...manyTargets, staleRecord({ target: "old" })]), plain);
		for (const { target } of manyTargets) expect(stdout).toContain(target);
		expect(stdout).toContain("old");
	});

	test("changes nothing it is given and says the same twice", async () => {
		const { render } = await FORMAT_TABLE[format].load();
		const report = aReport(manyTargets);
		const before = structuredClone(report);
		expect(render(report, plain)).toEqual(render(report, plain));
		expect(report).toEqual(before);
	});

	test("never shows a healthy exit code for a check that could not run, unless its caller reads none", async () => {
		const { render } = await FORMAT_TABLE[format].load();
		const { exitCode } = render(aReport([], { exitCode: 3, warnings: ["no state file"] }), plain);
		expect(exitCode).toBe(format === "checkmk" ? 0 : 3);
	});
});

test("another format is a row of the table", async () => {
	const made: FormatRow = {
		load: async () => ({ render: ({ targets }) => ({ stdout: `${targets.length} seen\n`, exitCode: 0 }) }),
		warnings: "lines",
	};
	const report = aReport(manyTargets, { warnings: ["the disk is full"] });
	expect(
		await present(report, "made up" as Format, {}, plain, { ...FORMAT_TABLE, "made up": made } as FormatTable),
	).toEqual({
		stdout: "5 seen\n",
		stderr: "llm-healthcheck: warning: the disk is full\n",
		exitCode: 0,
	});
});
