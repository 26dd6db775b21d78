import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const source = join(__dirname, "../../src");

/** Every module that loading this one loads, too: static imports, without those of types only. */
function loadedWith(path: string, seen = new Set<string>()): Set<string> {
	if (seen.has(path)) return seen;
	seen.add(path);
	if (!path.startsWith("/")) return seen;
	const imports = readFileSync(path, "utf8").matchAll(/^import (?!type )(?:[^;]*? from )?"([^"]+)";/gms);
	for (const [, from = ""] of imports) loadedWith(from.startsWith(".") ? join(dirname(path), from) : from, seen);
	return seen;
}

const packages = (path: string) => [...loadedWith(join(source, path))].filter((name) => !name.startsWith("/")).sort();

it("a run without config file and .env loads no schema and no parser", () => {
	expect(packages("config/load.ts")).toEqual(["node:fs", "node:path"]);
});

it("reading the command line loads commander and nothing else", () => {
	expect(packages("cli/interpret.ts")).toEqual(["commander"]);
});

it("only the config file's parser loads zod", () => {
	expect(packages("config/parse-config.ts")).toEqual(["zod/mini"]);
});
