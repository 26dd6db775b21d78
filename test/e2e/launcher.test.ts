import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const launcher = join(import.meta.dirname, "../../bin/llm-healthcheck.js");

it("the launcher says nothing of its own: Zabbix and Icinga take stderr for part of the value", () => {
	const { stdout, stderr, status } = spawnSync(launcher, ["--version"], { encoding: "utf8" });
	expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
	expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
