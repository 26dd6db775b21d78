import { spawnSync } from "node:child_process";
import { cpSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../support/program.ts";

const launcher = join(import.meta.dirname, "../../bin/llm-healthcheck.js");
const dist = join(import.meta.dirname, "../../dist");

it("the launcher says nothing of its own: Zabbix and Icinga take stderr for part of the value", () => {
	const { stdout, stderr, status } = spawnSync(launcher, ["--version"], { encoding: "utf8" });
	expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
	expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe("a program that an update is just replacing is never taken for an API that is down", () => {
	const incomplete: readonly (readonly [string, broken: (dist: string) => void])[] = [
		["nothing but the launcher", (copy) => rmSync(copy, { recursive: true })],
		["no main.js", (copy) => rmSync(join(copy, "main.js"))],
		["half of main.js", (copy) => truncateSync(join(copy, "main.js"), 20_000)],
	];
	it.each(incomplete)("%s", (_name, breakIt) => {
		using folder = scratchFolder();
		cpSync(launcher, folder.file("bin/llm-healthcheck.js"));
		cpSync(dist, folder.file("dist"), { recursive: true });
		breakIt(folder.file("dist"));
		const { status, stdout, stderr } = spawnSync(folder.file("bin/llm-healthcheck.js"), ["probe"], {
			encoding: "utf8",
		});
		expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
		expect(stderr).toMatch(/^llm-healthcheck: not installed completely, the server was not judged: .+\n$/);
	});
});

it("without a compiled form beside it starts silently, and Node 22.1 and newer keeps its own there", () => {
	using folder = scratchFolder();
	cpSync(launcher, folder.file("bin/llm-healthcheck.js"));
	cpSync(dist, folder.file("dist"), { recursive: true });
	cpSync(join(dist, "../package.json"), folder.file("package.json"));
	rmSync(folder.file("dist/compiled"), { recursive: true });
	const run = (env: object) =>
		spawnSync(folder.file("bin/llm-healthcheck.js"), ["--version"], {
			encoding: "utf8",
			env: { ...process.env, ...env },
		});
	expect(run({})).toMatchObject({ status: 0, stderr: "" });
	if (!("enableCompileCache" in module)) return;
	expect(run({ NODE_DEBUG_NATIVE: "COMPILE_CACHE" }).stderr).toMatch(/dist\/main\.js was accepted/);
});

/*
 * Node looks for an --env-file of its own on the whole command line (still so in Node 24), before any of our code runs.
 * It obeys the NODE_OPTIONS in a file that is there. Only a `--` in front of the script would keep it from all that, and
 * a launcher for every `env` cannot add one.
 */
describe("--env-file, which is called --dotenv here", () => {
	it("with a file that is there is a usage error like any other", () => {
		using folder = scratchFolder();
		writeFileSync(folder.file("there.env"), "LLM_MODEL=model\n");
		const { status, stdout, stderr } = spawnSync(launcher, ["probe", "--env-file", folder.file("there.env")], {
			encoding: "utf8",
		});
		expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
		expect(stderr).toContain("there is no option '--env-file'. Did you mean --dotenv?");
	});

	it("without such a file ends in Node's own 9, which says nothing about a server", () => {
		const { status, stdout, stderr } = spawnSync(launcher, ["probe", "--env-file", "none.env"], { encoding: "utf8" });
		expect({ status, stdout }).toEqual({ status: 9, stdout: "" });
		expect(stderr).toContain("none.env: not found");
	});
});
