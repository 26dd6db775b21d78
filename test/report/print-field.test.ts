import { expect, test } from "vitest";
import { DEFAULT_EXIT_RULE } from "../../src/core/result/exit-code.ts";
import type { RecordField } from "../../src/core/result/target-record.ts";
import { oneTargetOnly, printField } from "../../src/report/print-field.ts";
import { apiDown, aRecord, aReport, modelDown, staleRecord } from "./builders.ts";

const printed = (record: ReturnType<typeof aRecord>, field: RecordField) =>
	printField(aReport([record]), field, { exitRule: DEFAULT_EXIT_RULE });

test.each([
	["exitCode", modelDown(), "2\n", 2],
	["exitCode", staleRecord(), "3\n", 3],
	["inferenceMs", aRecord({ inferenceMs: 312 }), "312\n", 0],
	["inferenceMs", apiDown(), "\n", 1],
	["models", aRecord({ models: ["a", "b"] }), '["a","b"]\n', 0],
	["models", aRecord({ models: [] }), "[]\n", 0],
	["ok", aRecord(), "true\n", 0],
	["status", apiDown(), "api_down\n", 1],
] as const)("%s", (field, record, stdout, exitCode) => {
	expect(printed(record, field)).toEqual({ stdout, exitCode });
});

test("nothing recorded: no made-up value", () => {
	const nothing = printField(aReport([], { exitCode: 3 }), "exitCode", { exitRule: DEFAULT_EXIT_RULE });
	expect(nothing).toEqual({ stdout: "", exitCode: 3 });
});

test("several targets: words in the place of a value", () => {
	const shown = oneTargetOnly(aReport([aRecord(), aRecord({ target: "other" })]));
	expect(shown).toMatchObject({ exitCode: 3, targets: [] });
	expect(shown.warnings.join()).toMatch(/here are 2: choose one with --target NAME/);
	expect(printField(shown, "status", { exitRule: DEFAULT_EXIT_RULE })).toEqual({ stdout: "", exitCode: 3 });
});
