import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { KNOWN_WRONG } from "./support/known-wrong.ts";

it("each row of KNOWN_WRONG is a test", () => {
	const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.ts"));
	const tests = files.map((name) => readFileSync(join(import.meta.dirname, name), "utf8")).join("\n");
	expect(Object.keys(KNOWN_WRONG).filter((title) => !tests.includes(`"${title}"`))).toEqual([]);
});
