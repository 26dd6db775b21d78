import { expect, test } from "vitest";
import { DEFAULT_EXIT_RULE } from "../../src/report/exit-code.ts";
import { present } from "../../src/report/present.ts";
import { aReport, modelDown, plain } from "./builders.ts";

test("an exit code of 3 because of a target that was not probed is explained, whatever --fail-on forgives", async () => {
	const report = aReport([modelDown()], { unprobed: ["late"], warnings: ["not probed: late"] });
	const options = { ...plain, exitRule: { ...DEFAULT_EXIT_RULE, failOn: "api" } as const };
	expect(await present(report, "log", { print: "status" }, options)).toEqual({
		stdout: "model_down\n",
		stderr: "llm-healthcheck: not probed: late\n",
		exitCode: 3,
	});
});
