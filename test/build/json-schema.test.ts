import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { buildJsonSchema } from "../../src/build/json-schema.ts";
import { parseConfig } from "../../src/config/parse-config.ts";

const schema = buildJsonSchema();
const validator = z.fromJSONSchema(schema as never);
const examples = join(__dirname, "../../examples");
const broken = join(__dirname, "../config/testdata");

describe("the JSON Schema", () => {
	it("describes every key", () => {
		const undescribed: string[] = [];
		const visit = (node: unknown, path: string): void => {
			if (typeof node !== "object" || node === null) return;
			for (const [name, property] of Object.entries((node as { properties?: object }).properties ?? {})) {
				if (!("description" in property)) undescribed.push(`${path}.${name}`);
			}
			for (const [name, inner] of Object.entries(node)) visit(inner, `${path}.${name}`);
		};
		visit(schema, "");
		expect(undescribed).toEqual([]);
	});

	const configs = readdirSync(examples).filter((name) => /^config.*\.json$/.test(name));
	it.each(configs)("and the program both take examples/%s", (name) => {
		const text = readFileSync(join(examples, name), "utf8");
		expect(parseConfig(text)).toMatchObject({ ok: true });
		expect(validator.safeParse(JSON.parse(text)).error).toBeUndefined();
	});

	it("finds at least one example", () => {
		expect(configs.length).toBeGreaterThan(0);
	});

	// What a schema can say: keys, types, choices, patterns, ranges.
	it.each([
		"unknown-root-key",
		"unknown-target-key",
		"name-missing",
		"url-missing",
		"duration-words",
		"numbers",
		"booleans",
		"choices",
		"kind",
		"targets-object",
		"slack-text",
		"quiet-hours",
		"key-as-apikey",
	])("refuses testdata/%s.json", (name) => {
		const document = JSON.parse(readFileSync(join(broken, `${name}.json`), "utf8"));
		expect(validator.safeParse(document).success).toBe(false);
	});
});
