import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../support/program.ts";
import { startScriptedServer } from "../support/scripted-server.ts";
import { useScratchFolder, useServer } from "../support/use.ts";

/*
 * What makes the program light, gated exactly: a timed gate would fail on a busy machine and pass on a fast one.
 * `npm run bench` measures what these add up to.
 */

type Recorded = Readonly<{ files: readonly string[]; changes: readonly string[]; builtins: readonly string[] }>;

const dist = join(import.meta.dirname, "..", "..", "dist");
const recorder = join(import.meta.dirname, "recorder.cjs");
const folder = useScratchFolder();
const server = useServer();
let recordings = 0;

beforeAll(async () => {
	await record("check", server.baseUrl, "--state", folder.file("state.json"));
});

async function record(...args: string[]): Promise<Recorded> {
	const path = folder.file(`record-${recordings++}.json`);
	const run = await runProgram(args, {
		env: { NODE_OPTIONS: `--require=${recorder}`, RECORD: path, XDG_STATE_HOME: folder.path },
		cwd: folder.path,
	});
	expect(run).toMatchObject({ exitCode: 0, stderr: "" });
	return JSON.parse(readFileSync(path, "utf8"));
}

const MAIN = ["start.js", "main.js", "rolldown-runtime.js"];

const ASKING = [...MAIN, "remembered.js", "causes.js", "asked.js", "undici.js"];

const commands = {
	"--version": { args: () => ["--version"], files: MAIN },
	"--help": { args: () => ["--help"], files: MAIN },
	status: { args: () => ["status", "--state", folder.file("state.json")], files: [...MAIN, "remembered.js"] },
	probe: { args: () => ["probe", server.baseUrl], files: ASKING },
	check: { args: () => ["check", server.baseUrl, "--state", folder.file("state.json")], files: ASKING },
} as const;

describe("what is loaded", () => {
	it.each(Object.entries(commands))("%s loads its files of dist/ and no other", async (_, { args, files }) => {
		const recorded = await record(...args());
		expect(recorded.files.toSorted()).toEqual(files.toSorted());
	});

	it.each(["--version", "--help", "status"] as const)("%s loads nothing of Node for the network", async (name) => {
		const { builtins } = await record(...commands[name].args());
		expect(builtins.filter((builtin) => /net$|http|tls|crypto|child_process|stream|dns|zlib/.test(builtin))).toEqual(
			[],
		);
	});

	it.each(["probe", "check"] as const)("%s loads sockets, and neither Node's HTTP nor TLS", async (name) => {
		const { builtins } = await record(...commands[name].args());
		expect(builtins).toContain("net");
		expect(
			builtins.filter((builtin) =>
				/http|tls|crypto|undici|child_process|worker|zlib|fs\/promises|readline|inspector/.test(builtin),
			),
		).toEqual([]);
	});

	it("finds a compiled form of each of them, and of what reads a config file", () => {
		const made = join(dist, "compiled", `${process.version}-${process.platform}-${process.arch}`);
		expect(readdirSync(made).toSorted()).toEqual(
			[...ASKING.filter((file) => file !== "start.js"), "parse-config.js", "schemas.js"].toSorted(),
		);
	});

	it.each([
		["main.js", ["commander"]],
		["remembered.js", []],
		["causes.js", []],
		["asked.js", []],
		["undici.js", ["undici"]],
	])("%s holds of packages: %j", (file, packages) => {
		const { sources } = JSON.parse(readFileSync(join(dist, `${file}.map`), "utf8")) as { sources: string[] };
		const held = sources.flatMap((source) => /node_modules\/([^/]+)/.exec(source)?.[1] ?? []);
		expect([...new Set(held)]).toEqual(packages);
	});
});

describe("how much of it there is", () => {
	it.each([
		["main.js", 60],
		["remembered.js", 45],
		["causes.js", 30],
		["asked.js", 65],
		// More than half is its parser, as base64: once with SIMD, once without. 43 KB are for request bodies that are forms,
		// never run here: to leave them out would save no 3 % of a check (src/build/package-patches.js).
		["undici.js", 270],
	])("%s has at most %i KB", (file, kilobytes) => {
		expect(statSync(join(dist, file)).size).toBeLessThanOrEqual(kilobytes * 1000);
	});
});

describe("what it does", () => {
	it("asks both questions over one connection", async () => {
		await using fresh = await startScriptedServer();
		await record("check", fresh.baseUrl, "--state", folder.file("one-connection.json"));
		expect(fresh.calls.map(({ method, path, connection }) => [method, path, connection])).toEqual([
			["GET", "/v1/models", 1],
			["POST", "/v1/chat/completions", 1],
		]);
		expect(fresh.connections()).toBe(1);
	});

	it("changes nothing on disk when it only probes or shows", async () => {
		expect((await record("probe", server.baseUrl)).changes).toEqual([]);
		expect((await record("status", "--state", folder.file("state.json"))).changes).toEqual([]);
	});

	it("a healthy check locks, replaces the state file once, unlocks, and no more", async () => {
		const { changes } = await record("check", server.baseUrl, "--state", folder.file("state.json"));
		expect(changes).toEqual(["openSync", ...["openSync", "fchmodSync", "writeFileSync", "renameSync"], "unlinkSync"]);
	});
});

describe("a bug of ours", () => {
	it("is reported with the places in the TypeScript source", async () => {
		const bug = folder.file("bug.cjs");
		writeFileSync(bug, "Date.prototype.toISOString = () => { throw new Error('planted'); };");
		const run = await runProgram(["probe", server.baseUrl], { env: { NODE_OPTIONS: `--require=${bug}` } });
		expect(run).toMatchObject({ exitCode: 3, stdout: "" });

		const source = readFileSync(join(dist, "..", "src", "core", "result", "observe.ts"), "utf8").split("\n");
		const line = source.findIndex((text) => text.includes(".toISOString()")) + 1;
		expect(run.stderr).toContain(`src/core/result/observe.ts:${line}:`);
		expect(run.stderr).not.toContain("dist/");
	});
});
