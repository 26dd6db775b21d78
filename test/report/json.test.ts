import { expect, test } from "vitest";
import { RECORD_FIELDS } from "../../src/core/result/target-record.ts";
import { render } from "../../src/report/json.ts";
import { apiDown, aRecord, aReport, modelDown, plain } from "./builders.ts";

test("one document on one line", () => {
	const { stdout, exitCode } = render(aReport([aRecord(), modelDown()], { warnings: ["state: disk full"] }), plain);
	expect(exitCode).toBe(2);
	expect(stdout).toMatch(/^[^\n]+\n$/);
	expect(JSON.parse(stdout)).toEqual({
		version: "1.2.3",
		time: "2026-01-05T02:40:06.000Z",
		exitCode: 2,
		targets: [aRecord(), modelDown()],
		warnings: ["state: disk full"],
	});
});

test("fields come in the documented order, whatever order the state file had them in", () => {
	const shuffled = Object.fromEntries(Object.entries(apiDown()).reverse()) as ReturnType<typeof apiDown>;
	const { targets } = JSON.parse(render(aReport([shuffled]), plain).stdout);
	expect(Object.keys(targets[0])).toEqual(RECORD_FIELDS);
	expect([...RECORD_FIELDS].sort()).toEqual(Object.keys(aRecord()).sort());
});

test("the document tells the stage even where the process may only say 0 or 1", () => {
	const { stdout, exitCode } = render(aReport([modelDown()]), {
		...plain,
		exitRule: { exit: "binary", failOn: "model" },
	});
	expect(exitCode).toBe(1);
	expect(JSON.parse(stdout).exitCode).toBe(2);
});
