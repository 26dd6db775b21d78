import { existsSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { completion, MODEL, modelList } from "../support/healthy.ts";
import { runProgram } from "../support/program.ts";
import { json, late, silence } from "../support/replies.ts";
import { startScriptedServer } from "../support/scripted-server.ts";
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

describe.runIf(process.platform === "linux")("a limited address space (ulimit -v, systemd LimitAS=)", () => {
	/** Kilobytes. With less than 0.8 GB Node itself does not start. */
	const limits = [1_000_000, 2_000_000, 4_000_000, 8_000_000, 12_000_000];

	it.each(someOf(2, limits))("of %i KB is enough", async (kilobytes) => {
		const state = folder.file(`address-space-${kilobytes}.json`);
		const args = ["check", server.baseUrl, "--state", state, "--format", "json"];
		const run = await runProgram(args, { before: `ulimit -v ${kilobytes}` });
		expect(run, run.stdout + run.stderr).toMatchObject({ exitCode: 0, stderr: "" });
		expect(JSON.parse(run.stdout).targets).toMatchObject([{ status: "ok" }]);
		expect(existsSync(state)).toBe(true);
	});

	it("keeps exit codes and signals what they are", async () => {
		const before = "ulimit -v 4000000";
		const down = await runProgram(["probe", "http://127.0.0.1:9", "--format", "json"], { before });
		expect(down).toMatchObject({ exitCode: 1 });
		await using hanging = await startScriptedServer({ script: { routes: { "*": silence } } });
		const run = await runProgram(["probe", hanging.baseUrl], {
			before,
			onStart: (child) => {
				const asked = setInterval(() => {
					if (hanging.calls.length === 0) return;
					clearInterval(asked);
					child.kill("SIGTERM");
				}, 20);
			},
		});
		expect(run.exitCode).toBe(143);
	});
});

it("a Node without WebAssembly is 3, in its own words", async () => {
	const hook = folder.file("no-webassembly.cjs");
	writeFileSync(hook, "delete globalThis.WebAssembly;");
	const env = { NODE_OPTIONS: `--require=${hook}` };
	const run = await runProgram(["probe", server.baseUrl, "--format", "text"], { env });
	expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringMatching(/without WebAssembly/) });
});

it("where no room can be made for WebAssembly the limit is named, and no server is blamed", async () => {
	const hook = folder.file("no-room.cjs");
	writeFileSync(
		hook,
		"WebAssembly.Instance = class { constructor() { throw new RangeError('WebAssembly.Instance(): Out of memory'); } };",
	);
	const env = { NODE_OPTIONS: `--require=${hook}` };
	const run = await runProgram(["probe", server.baseUrl, "--format", "text"], { env });
	expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringMatching(/ulimit -v, systemd LimitAS=/) });
});

it.each(["RangeError", "TypeError"])("a %s of ours where the network's come out is 3", async (name) => {
	const hook = folder.file(`${name}.cjs`);
	writeFileSync(
		hook,
		`const net = require("node:net");
		net.connect = () => { const socket = new net.Socket(); setImmediate(() => socket.destroy(new ${name}("ours"))); return socket; };`,
	);
	const run = await runProgram(["probe", server.baseUrl, "--format", "json"], {
		env: { NODE_OPTIONS: `--require=${hook}` },
	});
	expect(run).toMatchObject({ exitCode: 3, stdout: "", stderr: expect.stringMatching(/internal error/) });
});
