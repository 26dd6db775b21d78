import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import v8 from "node:v8";
import vm from "node:vm";

/*
 * Writes the V8 code cache of the program's files next to them, after a check of a healthy server: later runs on the
 * same Node start from it (start.ts). Part of the build; `node dist/compile.js` makes it for another Node or
 * for an installed package. Optional. Similar to `python -m compileall`.
 */

const LIMIT_MS = 20_000;

const answers = {
	GET: { object: "list", data: [{ id: "model", object: "model", owned_by: "vllm" }] },
	POST: {
		object: "chat.completion",
		model: "model",
		choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	},
} as const;

/** The server runs here; the check runs in a separate process, on an unmodified Node. */
function compile(): void {
	const folder = mkdtempSync(join(tmpdir(), "llm-healthcheck-compile-"));
	const server = createServer((request, response) => {
		response.setHeader("content-type", "application/json");
		response.end(JSON.stringify(answers[request.method === "POST" ? "POST" : "GET"]));
	});
	server.listen(0, "127.0.0.1", () => {
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
		// A separate configuration: this host's may need what is missing here, such as a webhook.
		const config = join(folder, "config.json");
		writeFileSync(config, "{}");
		const settings = ["--config", config, "--state", join(folder, "state.json"), "--format", "log"];
		const child = spawn(process.execPath, [__filename, "check", url, ...settings], {
			cwd: folder,
			env: {},
			stdio: ["ignore", "ignore", "pipe"],
			timeout: LIMIT_MS,
		});
		let why = "";
		child.stderr.on("data", (text) => {
			why += text;
		});
		child.on("close", (exitCode) => {
			server.close();
			server.closeAllConnections();
			rmSync(folder, { recursive: true, force: true });
			if (exitCode === 0) return;
			console.error(`${why}llm-healthcheck: no compiled form made; each run compiles for itself`);
			process.exitCode = 1;
		});
	});
}

/** Runs the program, and keeps its scripts until it ends. */
function run(): void {
	const scripts = new Map<string, vm.Script>();
	const { Script } = vm;
	vm.Script = class extends Script {
		constructor(code: string, options: vm.ScriptOptions & { filename: string }) {
			super(code, options);
			scripts.set(basename(options.filename), this);
		}
	};
	// If the program changed a V8 flag, V8 would later reject the code cache.
	v8.setFlagsFromString = () => undefined;
	// The scripts must come from start.ts, not from Node's own cache.
	Object.assign(require("node:module"), { enableCompileCache: undefined });
	process.on("exit", (exitCode) => {
		if (exitCode === 0) write(scripts);
	});
	require(join(__dirname, "start.js"));
}

/** Atomic: the program may be running. Readable by everyone who may run it. */
function write(scripts: ReadonlyMap<string, vm.Script>): void {
	const home = join(__dirname, "compiled", `${process.version}-${process.platform}-${process.arch}`);
	const folder = `${home}.${process.pid}`;
	mkdirSync(folder, { recursive: true });
	for (const [name, script] of scripts) writeFileSync(join(folder, name), script.createCachedData());
	rmSync(home, { recursive: true, force: true });
	renameSync(folder, home);
}

if (process.argv[2] === "check") run();
else compile();
