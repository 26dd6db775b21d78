import { existsSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { completion, MODEL, modelList } from "../support/healthy.ts";
import { runProgram } from "../support/program.ts";
import { json, late } from "../support/replies.ts";
import { someOf } from "../support/size.ts";
import { useScratchFolder, useServer } from "../support/use.ts";

/* What the checking host cannot do says nothing about any server: respected where it can be, else exit 3. */

const folder = useScratchFolder();
const answer = json(completion());
const models = json(modelList([MODEL]));
const server = useServer(
	{ "*": ({ method }) => late(100, method === "GET" ? models : answer) },
	{ script: { routes: {} } },
);

/** Servers by the program's measure: each has a base address of its own. */
function configFor(targets: number): string {
	const path = folder.file(`${targets}.json`);
	const one = (_: unknown, index: number) => ({ name: `gpu${index}`, url: `${server.url}/${index}/v1`, model: MODEL });
	writeFileSync(path, JSON.stringify({ targets: Array.from({ length: targets }, one) }));
	return path;
}

describe("few open files", () => {
	const limits = [
		[64, 50],
		[24, 3],
		[128, 300],
	] as const;
	it.each(someOf(1, limits))("with a limit of %i, %i servers are asked a few at a time", async (limit, targets) => {
		const args = ["probe", "--config", configFor(targets), "--format", "json"];
		const { exitCode, stdout } = await runProgram(args, { before: `ulimit -n ${limit}`, cwd: folder.path });
		const report = JSON.parse(stdout) as { targets: { status: string }[] };
		expect(report.targets.filter(({ status }) => status !== "ok")).toEqual([]);
		expect(report.targets).toHaveLength(targets);
		expect(exitCode).toBe(0);
	});

	it("none left is 3, in its own words, and recorded nowhere", async () => {
		const state = folder.file("none-left.json");
		const run = await runProgram(["check", "--config", configFor(3), "--state", state, "--format", "text"], {
			env: { NODE_OPTIONS: `--require=${failingConnections("EMFILE")}` },
		});
		expect(run).toMatchObject({
			exitCode: 3,
			stderr: "llm-healthcheck: this process has run out of file descriptors (EMFILE)\n",
		});
		expect(existsSync(state)).toBe(false);
	});
});

it("no free port for a connection is 3, in its own words", async () => {
	const run = await runProgram(["probe", server.baseUrl, "--format", "json"], {
		env: { NODE_OPTIONS: `--require=${failingConnections("EADDRNOTAVAIL")}` },
	});
	expect(run).toMatchObject({ exitCode: 3 });
	expect(JSON.parse(run.stdout).warnings).toEqual([expect.stringContaining("EADDRNOTAVAIL")]);
});

/** A hook after which the system refuses every connection that is asked for. */
function failingConnections(code: string): string {
	const hook = folder.file(`${code}.cjs`);
	writeFileSync(
		hook,
		`const net = require("node:net");
		net.connect = () => new net.Socket().destroy(Object.assign(new Error(), { code: "${code}" }));`,
	);
	return hook;
}
