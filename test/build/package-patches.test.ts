import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";

type Patch = Readonly<{ name: string; costsPercent: { check: number }; gate?: string; test: string }>;

const root = join(import.meta.dirname, "../..");
const require = createRequire(import.meta.url);
const { packagePatches, SAVINGS, REPAIRS } = require("../../src/build/package-patches.js");

it.each(SAVINGS as readonly Patch[])("$name: saves more than 3 % of a check, or a gate needs it", (patch) => {
	const gates = readFileSync(join(root, "test/gates/gates.test.ts"), "utf8");
	if (patch.gate === undefined) expect(patch.costsPercent.check).toBeGreaterThan(3);
	else expect(gates).toContain(patch.gate);
});

it.each(REPAIRS as readonly Patch[])("$name: has a test", ({ test }) => {
	expect(existsSync(join(root, test))).toBe(true);
});

it("a line that its package no longer holds fails the build", () => {
	const build = {
		error(words: string) {
			throw new Error(words);
		},
	};
	const id = join(root, "node_modules/commander/lib/command.js");
	expect(() => packagePatches.transform.handler.call(build, "", id)).toThrow(/commander.* no longer holds/);
	const { code } = packagePatches.transform.handler.call(build, readFileSync(id, "utf8"), id);
	expect(code.split("\n")).toHaveLength(readFileSync(id, "utf8").split("\n").length);
});
