import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { scratchFolder } from "../support/program.ts";

const launcher = join(import.meta.dirname, "../../bin/llm-healthcheck.js");

it("the launcher says nothing of its own: Zabbix and Icinga take stderr for part of the value", () => {
	const { stdout, stderr, status } = spawnSync(launcher, ["--version"], { encoding: "utf8" });
	expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
	expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it("a program that an update is just replacing is never taken for an API that is down", () => {
	using folder = scratchFolder();
	cpSync(launcher, folder.file("bin/llm-healthcheck.js"));
	const { status, stdout, stderr } = spawnSync(folder.file("bin/llm-healthcheck.js"), ["probe"], { encoding: "utf8" });
	expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
	expect(stderr).toMatch(/^llm-healthcheck: not installed completely, .*dist\/start\.js'\n$/);
});
