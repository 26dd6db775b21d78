import { describe, expect, it } from "vitest";
import { DIALECT_LINES, DIALECT_NAMES, linesOf } from "../../../src/core/target/dialect-lines.ts";
import type { DialectName } from "../../../src/core/target/target.ts";

const baseUrl = "http://gpu1:8000/v1";

describe.each(DIALECT_NAMES)("the lines of %s", (dialect) => {
	const lines = linesOf({ dialect });

	it("ask at two addresses of the same server", () => {
		const urls = [lines.listUrl(baseUrl), lines.chatUrl(baseUrl)];
		expect(new Set(urls).size).toBe(2);
		for (const url of urls) expect(new URL(url).origin).toBe("http://gpu1:8000");
	});

	it.each(["bearer", "api-key", "x-api-key"] as const)("carry the key in a header: %s", (auth) => {
		const values = Object.values(lines.keyHeaders(auth, "$LLM_API_KEY"));
		expect(values.filter((value) => value.includes("$LLM_API_KEY"))).toHaveLength(1);
	});

	it("have a body that names the model and asks something", () => {
		const body = lines.sampleBody('a "model"', "Say hi", 32);
		expect(JSON.stringify(JSON.parse(body))).toContain(JSON.stringify('a "model"'));
		expect(body).toContain("Say hi");
	});
});

it("a dialect that another release recorded gets the lines that most servers know", () => {
	for (const dialect of ["morse", "constructor", undefined] as unknown as DialectName[])
		expect(linesOf({ dialect })).toBe(DIALECT_LINES.openai);
});
