import { describe, expect, test } from "vitest";
import { DEFAULT_EXIT_RULE } from "../../src/report/exit-code.ts";
import { printField, printProblem } from "../../src/report/print-field.ts";
import { apiDown, aRecord, aReport, modelDown, staleRecord } from "./builders.ts";

const printed = (record: ReturnType<typeof aRecord>, field: string) =>
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

describe("misuse, told before anything is probed", () => {
	test("a mistyped field", () => {
		expect(printProblem("inferencems", 1)).toMatch(
			/no field "inferencems"\. Did you mean inferenceMs\? The fields are target, url,/,
		);
	});
	test("a field that is nothing like any", () => {
		expect(printProblem("temperature", 1)).toMatch(/no field "temperature"\. The fields are/);
	});
	test("a name every object has", () => {
		expect(printProblem("constructor", 1)).toMatch(/no field/);
	});
	test("several targets", () => {
		expect(printProblem("status", 3)).toMatch(/here are 3: choose one with --target NAME/);
	});
	test("nothing wrong", () => {
		expect(printProblem("status", 1)).toBeNull();
	});
});
