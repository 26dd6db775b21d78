import { expect, it } from "vitest";
import { keepCompiled } from "../../src/launch/compile-cache.ts";

it("Node 20 has no such thing, and the loader for it is to be used", () => {
	expect(keepCompiled({}, "/dist/compiled")).toBe(false);
});

it("a newer Node is given the folder beside the program", () => {
	const folders: string[] = [];
	expect(keepCompiled({ enableCompileCache: (folder) => folders.push(folder) }, "/dist/compiled")).toBe(true);
	expect(folders).toEqual(["/dist/compiled"]);
});

it("a folder that may not be written is no reason to fail, and no other folder is tried", () => {
	const folders: string[] = [];
	const failing = (folder: string) => {
		folders.push(folder);
		return { status: 0, message: "cannot create it" };
	};
	expect(keepCompiled({ enableCompileCache: failing }, "/dist/compiled")).toBe(true);
	expect(folders).toEqual(["/dist/compiled"]);
});

it("whatever it throws is no reason to fail either", () => {
	const throwing = () => {
		throw new Error("no");
	};
	expect(keepCompiled({ enableCompileCache: throwing }, "/dist/compiled")).toBe(true);
});
