import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { PATH, scratchFolder } from "../support/program.ts";
import { startScriptedServer } from "../support/scripted-server.ts";

const execute = promisify(execFile);
const repository = join(import.meta.dirname, "..", "..");

it("the packed package installs into an empty folder, without any registry, and works from there", async () => {
	using folder = scratchFolder();
	const npm = (...args: string[]) => execute("npm", args, { cwd: repository, env: { PATH, HOME: folder.path } });
	await npm("pack", "--ignore-scripts", "--silent", "--pack-destination", folder.path);
	const [tarball = ""] = readdirSync(folder.path).filter((name) => name.endsWith(".tgz"));
	await npm("install", "--offline", "--no-audit", "--prefix", folder.file("empty"), folder.file(tarball));

	const installed = folder.file("empty/node_modules/.bin/llm-healthcheck");
	const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
	const said = await execute(installed, ["--version"], { cwd: "/", env: { PATH } });
	expect(said.stdout.trim()).toBe(version);

	await using server = await startScriptedServer();
	const probed = await execute(installed, ["probe", server.baseUrl, "--print", "status"], { cwd: "/", env: { PATH } });
	expect(probed.stdout).toBe("ok\n");

	const packed = readdirSync(folder.file("empty/node_modules/llm-healthcheck"));
	expect(packed.toSorted()).toEqual([
		"CHANGELOG.md",
		"LICENSE",
		"README.md",
		"bin",
		"dist",
		"examples",
		"package.json",
	]);
	const licences = readFileSync(
		folder.file("empty/node_modules/llm-healthcheck/dist/THIRD_PARTY_LICENSES.txt"),
		"utf8",
	);
	for (const name of ["commander", "undici", "zod", "dotenv"]) expect(licences).toContain(`Name: ${name}`);
});
