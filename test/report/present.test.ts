import { expect, test } from "vitest";
import { DEFAULT_EXIT_RULE } from "../../src/core/result/exit-code.ts";
import { present } from "../../src/report/present.ts";
import { aRecord, aReport, modelDown, plain } from "./builders.ts";

const WARNED = { warnings: ["slack: refused"] };
const UNPROBED = { unprobed: ["late"], warnings: ["not probed: late"], exitCode: 3 };

test.each([
	["text", "all ok", {}, false],
	["json", "all ok", {}, false],
	["text", "warned of on stderr", WARNED, false],
	["log", "warned of on stderr", WARNED, false],
	["json", "warned of on stdout", WARNED, true],
	["nagios", "warned of on stdout", WARNED, true],
	["checkmk", "warned of on stdout", WARNED, true],
	["text", "one target unknown, said on stderr", UNPROBED, false],
	["json", "one target unknown", UNPROBED, true],
	["checkmk", "one target unknown", UNPROBED, true],
] as const)("--quiet, %s: %s", async (format, _name, over, prints) => {
	const { stdout, stderr } = await present(aReport([aRecord()], over), format, { quiet: true }, plain);
	expect(stdout !== "").toBe(prints);
	expect(stderr !== "").toBe("warnings" in over && !prints);
});

test("--quiet prints what is not ok", async () => {
	expect((await present(aReport([modelDown()]), "text", { quiet: true }, plain)).stdout).toContain("model down");
});

test("an exit code of 3 because of a target that was not probed is explained, whatever --fail-on forgives", async () => {
	const report = aReport([modelDown()], { unprobed: ["late"], warnings: ["not probed: late"] });
	const options = { ...plain, exitRule: { ...DEFAULT_EXIT_RULE, failOn: "api" } as const };
	expect(await present(report, "log", { print: "status" }, options)).toEqual({
		stdout: "model_down\n",
		stderr: "llm-healthcheck: not probed: late\n",
		exitCode: 3,
	});
});
