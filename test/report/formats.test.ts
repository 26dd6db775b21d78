import { describe, expect, test } from "vitest";
import { FORMATS } from "../../src/core/invocation/invocation.ts";
import { FORMAT_LOADERS } from "../../src/report/formats.ts";
import { aReport, manyTargets, plain, staleRecord } from "./builders.ts";

describe.each(FORMATS)("%s", (format) => {
	test("ends its output with a newline", async () => {
		const { render } = await FORMAT_LOADERS[format]();
		expect(render(aReport(manyTargets), plain).stdout).toMatch(/[^\n]\n$/);
	});

	test("names every target", async () => {
		const { render } = await FORMAT_LOADERS[format]();
		const { stdout } = render(aReport([...manyTargets, staleRecord({ target: "old" })]), plain);
		for (const { target } of manyTargets) expect(stdout).toContain(target);
		expect(stdout).toContain("old");
	});

	test("changes nothing it is given and says the same twice", async () => {
		const { render } = await FORMAT_LOADERS[format]();
		const report = aReport(manyTargets);
		const before = structuredClone(report);
		expect(render(report, plain)).toEqual(render(report, plain));
		expect(report).toEqual(before);
	});

	test("never shows a healthy exit code for a check that could not run, unless its caller reads none", async () => {
		const { render } = await FORMAT_LOADERS[format]();
		const { exitCode } = render(aReport([], { exitCode: 3, warnings: ["no state file"] }), plain);
		expect(exitCode).toBe(format === "checkmk" ? 0 : 3);
	});
});
