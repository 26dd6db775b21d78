import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { A_HANG_MS } from "../support/patience.ts";
import { PATH, PLANTED_KEY, program, runProgram } from "../support/program.ts";
import { empty, json, silence } from "../support/replies.ts";
import { startScriptedServer } from "../support/scripted-server.ts";
import { someOf } from "../support/size.ts";
import { useScratchFolder, useServer } from "../support/use.ts";

const healthy = useServer();
const apiDown = useServer({ "GET /v1/models": empty(503) });
const modelDown = useServer({
	"POST /v1/chat/completions": json({ error: { message: "no money", code: 402 } }, 402),
});
const silent = useServer({}, { script: { routes: { "*": silence } } });
const folder = useScratchFolder();

beforeAll(() => {
	writeFileSync(folder.file("broken.json"), '{"targets": [}');
	writeFileSync(folder.file("typo.json"), '{"targets": [{"name": "a", "url": "http://127.0.0.1:1", "modle": "x"}]}');
});

/** What stands on the command line, with the servers' addresses filled in. */
function filled(words: string): string[] {
	const places: Record<string, string> = {
		HEALTHY: healthy.baseUrl,
		API_DOWN: apiDown.baseUrl,
		MODEL_DOWN: modelDown.baseUrl,
		SILENT: silent.baseUrl,
		FOLDER: folder.path,
	};
	return words.split(" ").map((word) => word.replace(/[A-Z_]{5,}/, (name) => places[name] ?? name));
}

describe("the exit code says which stage failed", () => {
	const rows = [
		["probe HEALTHY", 0],
		["probe API_DOWN", 1],
		["probe http://127.0.0.1:1", 1],
		["probe MODEL_DOWN", 2],
		["probe SILENT --api-timeout 300ms", 1],
		["check HEALTHY --state FOLDER/a/state.json", 0],
		["HEALTHY --state FOLDER/b/state.json", 0],
		["check API_DOWN --state FOLDER/c/state.json", 1],
		["check MODEL_DOWN --state FOLDER/d/state.json", 2],
		["probe MODEL_DOWN --exit binary", 1],
		["probe MODEL_DOWN --fail-on api", 0],
		["probe API_DOWN --fail-on api", 1],
		["--version", 0],
		["--help", 0],
		["check --help", 0],
	] as const;
	it.concurrent.each(someOf(5, rows))("%s → %d", async (words, exitCode) => {
		const run = await runProgram(filled(words), { env: { LLM_API_KEY: PLANTED_KEY } });
		expect(run, run.stderr).toMatchObject({ exitCode });
	});
});

describe("3: the check itself could not run, with words that say what to do", () => {
	const rows = [
		["--no-such-flag", /no option '--no-such-flag'/],
		["prob", /no command 'prob'. Did you mean probe/],
		["prob HEALTHY", /no command 'prob'. Did you mean probe/],
		["prob --explain HEALTHY", /no command 'prob'. Did you mean probe/],
		["probe HEALTHY extra", /too many arguments/],
		["HEALTHY extra", /too many arguments/],
		["probe HEALTHY --format yaml", /--format[\s\S]*yaml[\s\S]*text/],
		["probe HEALTHY --deadline soon", /--deadline[\s\S]*soon/],
		["probe HEALTHY --print colour", /--print[\s\S]*colour[\s\S]*inferenceMs/],
		["probe --config FOLDER/none.json", /none\.json/],
		["probe --config FOLDER/broken.json", /broken\.json/],
		["probe --config FOLDER/typo.json", /typo\.json.*targets\[0\][\s\S]*modle[\s\S]*model/],
		["probe --config FOLDER", /director|folder/i],
		["probe", /no (server|target)|nothing to check/i],
		["probe ftp://127.0.0.1", /http/],
		["probe HEALTHY --dotenv FOLDER/none.env", /none\.env/],
		["probe HEALTHY --ca-file FOLDER/none.pem", /none\.pem/],
		["probe HEALTHY --target nobody", /nobody/],
		["probe HEALTHY --api-key hunter2", /LLM_API_KEY/],
		["test-alert", /SLACK_WEBHOOK_URL/],
	] as const;
	it.concurrent.each(someOf(5, rows))("%s", async (words, says) => {
		const run = await runProgram(filled(words));
		expect(run).toMatchObject({ exitCode: 3 });
		expect(run.stderr + run.stdout).toMatch(says);
		expect(run.stderr + run.stdout).not.toMatch(/hunter2|\n\s+at .*\d+:\d+/);
	});

	it("an unreadable config file", async () => {
		writeFileSync(folder.file("locked.json"), "{}");
		chmodSync(folder.file("locked.json"), 0o000);
		const run = await runProgram(["probe", "--config", folder.file("locked.json")], { asNobody: true });
		chmodSync(folder.file("locked.json"), 0o600);
		expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringMatching(/locked\.json.*permission/i) });
	});

	it("is told on stdout in the formats whose readers look only there", async () => {
		const nagios = await runProgram(["probe", "--format", "nagios"]);
		expect(nagios).toMatchObject({ exitCode: 3, stderr: "" });
		expect(nagios.stdout).toMatch(/UNKNOWN/);
		const document = await runProgram(["probe", "--format", "json"]);
		expect(document).toMatchObject({ exitCode: 3, stderr: "" });
		expect(JSON.parse(document.stdout)).toMatchObject({ exitCode: 3, targets: [], warnings: [expect.any(String)] });
	});
});

describe("however it ends", () => {
	it("keeps the verdict when the reader of stdout is gone", async () => {
		const words = [...program, "probe", modelDown.baseUrl, "--format", "json"].map((word) => `'${word}'`).join(" ");
		const child = spawn("bash", ["-c", `set -o pipefail; ${words} | true`], {
			cwd: "/",
			env: { PATH },
		});
		const [exitCode] = await once(child, "close");
		expect(exitCode).toBe(2);
	});

	const bugs = [
		["an uncaught error", "setTimeout(() => { throw new Error('boom'); }, 150)"],
		["an unhandled rejection", "setTimeout(() => { Promise.reject(new Error('boom')); }, 150)"],
		["something thrown that is no error", "setTimeout(() => { throw null; }, 150)"],
	] as const;
	it.concurrent.each(someOf(1, bugs))("%s is 3, says so, and leaves nothing behind", async (name, code) => {
		const bug = folder.file(`${name.replaceAll(" ", "-")}.cjs`);
		writeFileSync(bug, code);
		const state = folder.file(`${name.replaceAll(" ", "-")}/state.json`);
		const run = await runProgram(["check", silent.baseUrl, "--state", state], {
			env: { NODE_OPTIONS: `--require=${bug}` },
		});
		expect(run).toMatchObject({ exitCode: 3, stdout: "", stderr: expect.stringContaining("internal error") });
		expect(existsSync(state)).toBe(false);
	});

	it.concurrent.each(someOf(1, ["SIGTERM", "SIGINT", "SIGHUP"]))(
		"%s ends it at once and leaves nothing behind",
		async (signal) => {
			mkdirSync(folder.file(signal));
			let killedAt = Number.NaN;
			let child: ChildProcess | null = null;
			await using server = await startScriptedServer();
			server.change({
				"GET /v1/models": () => {
					killedAt = performance.now();
					child?.kill(signal);
					return silence;
				},
			});
			const run = await runProgram(["check", server.baseUrl, "--state", folder.file(`${signal}/state.json`)], {
				onStart: (started) => {
					child = started;
				},
			});
			expect(run).toMatchObject({ signal, stdout: "" });
			expect(performance.now() - killedAt).toBeLessThan(A_HANG_MS);
			expect(readdirSync(folder.file(signal))).toEqual([]);
		},
	);

	it("prints whole documents through a pipe", async () => {
		const ids = Array.from({ length: 3000 }, (_, index) => ({
			id: `organisation/model-${index}-${"long-".repeat(20)}`,
		}));
		await using server = await startScriptedServer();
		server.change({ "GET /v1/models": json({ object: "list", data: ids }) });
		const run = await runProgram(["probe", server.baseUrl, "--format", "json"]);
		expect(run.stdout.length).toBeGreaterThan(100_000);
		expect(JSON.parse(run.stdout).targets[0].models).toHaveLength(1000);
	});
});
