import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { completion, MODEL, modelList } from "../support/healthy.ts";
import { PATH, program, runProgram, scratchFolder } from "../support/program.ts";
import { json } from "../support/replies.ts";
import { type ScriptedServer, startScriptedServer } from "../support/scripted-server.ts";

/* What the checking host cannot do says nothing about any server: respected where it can be, else exit 3. */

const folder = scratchFolder();
let server: ScriptedServer;

beforeAll(async () => {
	const answer = json(completion());
	const models = json(modelList([MODEL]));
	server = await startScriptedServer({
		script: { routes: { "*": ({ method }) => ({ ...(method === "GET" ? models : answer), delayMs: 100 }) } },
	});
});
afterAll(async () => {
	await server.close();
	folder[Symbol.dispose]();
});

/** Servers by the program's measure: each has a base address of its own. */
function configFor(targets: number): string {
	const path = folder.file(`${targets}.json`);
	const one = (_: unknown, index: number) => ({ name: `gpu${index}`, url: `${server.url}/${index}/v1`, model: MODEL });
	writeFileSync(path, JSON.stringify({ targets: Array.from({ length: targets }, one) }));
	return path;
}

async function runLimited(openFiles: number, args: readonly string[]) {
	const script = `ulimit -n ${openFiles}; exec "$@"`;
	const child = spawn("bash", ["-c", script, "bash", ...program, ...args], { env: { PATH }, cwd: folder.path });
	let stdout = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		stdout += text;
	});
	const [exitCode] = await once(child, "close");
	return { exitCode, report: JSON.parse(stdout) as { targets: { status: string }[]; warnings: string[] } };
}

describe("few open files", () => {
	it.each([
		[24, 3],
		[64, 50],
		[128, 300],
	])("with a limit of %i, %i servers are asked a few at a time", async (limit, targets) => {
		const args = ["probe", "--config", configFor(targets), "--format", "json"];
		const { exitCode, report } = await runLimited(limit, args);
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
