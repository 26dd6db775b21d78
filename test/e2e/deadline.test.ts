import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { completion, MODEL, modelList } from "../support/healthy.ts";
import { A_HANG_MS } from "../support/patience.ts";
import { type Run, runProgram } from "../support/program.ts";
import { drip, events, gigabyte, json, type Reply, raw, silence, stream } from "../support/replies.ts";
import { type ScriptedServer, startScriptedServer } from "../support/scripted-server.ts";
import { someOf } from "../support/size.ts";
import { useScratchFolder } from "../support/use.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";

/** Two seconds, or on a busy machine four times what a whole run takes there: time enough to come to what misbehaves. */
let deadlineMs = 2000;
beforeAll(async () => {
	await using server = await startScriptedServer();
	const { ms } = await runProgram(["probe", server.baseUrl]);
	deadlineMs = Math.min(8000, Math.max(deadlineMs, Math.ceil((4 * ms) / 1000) * 1000));
});

/** The target's own time, in parts of the deadline: what that itself cuts short is no verdict. */
const timeouts = () => [
	...["--api-timeout", `${deadlineMs * 0.4}ms`],
	...["--inference-timeout", `${deadlineMs * 0.3}ms`],
];

const list = JSON.stringify(modelList([MODEL]));
const answer = JSON.stringify(completion());

const misbehaviours: readonly (readonly [string, Reply])[] = [
	["never answers", silence],
	["sends half a status line and waits", raw(["HTTP/1.1 20"], "hold")],
	["sends headers for ever", raw(["HTTP/1.1 200 OK\r\n", ...Array(50).fill(["X-Filler: x\r\n", 100]).flat()], "hold")],
	["drips a byte at a time", drip(list, 300)],
	["sends headers and no body", stream([], "hold", { "content-length": "500" })],
	["streams for ever", stream([" ".repeat(1024), 5], "repeat")],
	["sends a gigabyte", gigabyte()],
	["sends comments for ever", events([":ping", 50], "repeat")],
];

const folder = useScratchFolder();

/** A run whose deadline counts from its first connection, and holds, counted from the first call that a server saw. */
async function runInTime(args: readonly string[], server: ScriptedServer, env = {}): Promise<Run> {
	const run = await runProgram(args, { clockFromFirstConnection: true, env });
	const askedAt = server.calls[0]?.time ?? Number.NaN;
	expect(Date.now() - askedAt).toBeLessThan(deadlineMs + A_HANG_MS);
	return run;
}

describe("one deadline bounds the run, whatever the server does", () => {
	const rows = misbehaviours.flatMap(([name, reply]) => [
		{ stage: "api", name, exitCode: 1, routes: { "GET /v1/models": reply } },
		{ stage: "inference", name, exitCode: 2, routes: { "POST /v1/chat/completions": reply } },
	]);

	it.concurrent.each(someOf(4, rows))("$stage: the server $name → $exitCode", async (row) => {
		const { stage, name, exitCode, routes } = row;
		await using server = await startScriptedServer();
		server.change(routes);
		const args = ["check", server.baseUrl, "--deadline", `${deadlineMs}ms`, ...timeouts(), "--format", "json"];
		const state = folder.file(`${stage}-${name.replaceAll(" ", "-")}.json`);
		const run = await runInTime([...args, "--state", state], server);
		expect(run, run.stdout + run.stderr).toMatchObject({ exitCode });
		expect(JSON.parse(run.stdout).targets).toMatchObject([{ stage, exitCode }]);
	});

	it.runIf(process.platform === "linux")("holds where no folder for the state file can be made", async () => {
		await using server = await startScriptedServer();
		const run = await runProgram(["check", server.baseUrl, "--state", "/proc/nowhere/deep/state.json"], {
			// A program that never gets back to its event loop heeds nothing else.
			onStart: (child) => setTimeout(() => child.kill("SIGKILL"), 15_000).unref(),
		});
		expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/cannot write the state file .*ENOENT/) });
	});

	it("holds for streaming probes too", async () => {
		await using server = await startScriptedServer();
		const chunk = { choices: [{ index: 0, delta: { content: "a" }, finish_reason: null }] };
		server.change({ "POST /v1/chat/completions": events([chunk, 20], "repeat") });
		await runInTime(["probe", server.baseUrl, "--stream", "--deadline", `${deadlineMs}ms`], server);
	});

	it("says of a target that it had no time for that nothing is known of it", async () => {
		await using server = await startScriptedServer();
		server.change({ "POST /v1/chat/completions": silence });
		const one = { url: server.baseUrl, model: MODEL, perServer: 1, inferenceTimeout: `${deadlineMs * 0.6}ms` };
		const targets = ["a", "b", "c"].map((name) => ({ name, ...one }));
		const config = folder.file("three.json");
		writeFileSync(config, JSON.stringify({ targets, slack: [] }));
		const run = await runInTime(
			["probe", "--config", config, "--deadline", `${deadlineMs}ms`, "--format", "json"],
			server,
		);
		const document = JSON.parse(run.stdout);
		const probed = document.targets.map(({ target }: { target: string }) => target);
		expect(probed).toEqual(["a"]);
		const left = "b, c";
		expect(document.warnings.join()).toMatch(new RegExp(`not probed within ${deadlineMs / 1000} s.*${left}`));
		expect(run.exitCode).toBe(2);
	});

	it("says of a target whose answer it cut short that nothing is known of it, and why", async () => {
		await using server = await startScriptedServer();
		server.change({ "POST /v1/chat/completions": silence });
		const args = ["probe", server.baseUrl, "--name", "gpu1", "--deadline", `${deadlineMs}ms`, "--format", "json"];
		const run = await runInTime(args, server);
		expect(run.exitCode, run.stdout).toBe(3);
		const { targets, warnings } = JSON.parse(run.stdout);
		expect(targets).toEqual([]);
		expect(warnings).toEqual([
			expect.stringMatching(/inferenceTimeout is 15 s, and the deadline leaves \d s: what it cuts short is not probed/),
			expect.stringMatching(/^not probed within \d s.*gpu1.*lower their timeouts/),
		]);
	});

	it("does not blame a server for a deadline shorter than its own start", async () => {
		await using server = await startScriptedServer();
		const run = await runProgram(["probe", server.baseUrl, "--deadline", "10ms", "--format", "json"]);
		expect(run.exitCode, run.stdout).toBe(3);
		expect(JSON.parse(run.stdout)).toMatchObject({
			targets: [],
			warnings: expect.arrayContaining([expect.stringMatching(/^not probed/)]),
		});
	});

	it("of a wait that is too short names the time it had, and the flag that gives it more", async () => {
		await using server = await startScriptedServer();
		const run = await runProgram(["wait", server.baseUrl, "--timeout", "10ms", "--format", "json"]);
		expect(run.exitCode, run.stdout).toBe(3);
		const [unprobed, notReady] = JSON.parse(run.stdout).warnings;
		expect(unprobed).toMatch(/^not probed within 0\.01 s.*Raise --timeout/);
		expect(notReady).toMatch(/^Not ready in .*: not probed\.$/);
	});

	it("does not call a server down that had to wait for others until the time was over", async () => {
		await using slow = await startScriptedServer();
		await using fine = await startScriptedServer();
		slow.change({ "GET /v1/models": silence });
		const apiTimeout = `${deadlineMs * 0.7}ms`;
		const targets = [slow, fine].map(({ baseUrl }, index) => ({ name: `t${index}`, url: baseUrl, apiTimeout }));
		const config = folder.file("waiting.json");
		writeFileSync(config, JSON.stringify({ targets, slack: [] }));
		// Few descriptors: one server is asked at a time.
		const args = ["probe", "--config", config, "--deadline", `${deadlineMs}ms`, "--format", "json"];
		const { stdout } = await runProgram(args, { before: "ulimit -n 41", clockFromFirstConnection: true });
		const document = JSON.parse(stdout);
		expect(document.targets.map(({ target }: { target: string }) => target)).toEqual(["t0"]);
		expect(document.warnings.join()).toMatch(new RegExp(`not probed within ${deadlineMs / 1000} s.*t1`));
		expect(fine.calls).toEqual([]);
	});

	it("bounds the heartbeat of a server that hangs too, and still sends it", async () => {
		await using server = await startScriptedServer();
		await using heartbeat = await startWebhookReceiver();
		server.change({ "POST /v1/chat/completions": silence });
		heartbeat.answerWith(silence);
		const state = ["--state", folder.file("beating.json")];
		const args = ["check", server.baseUrl, "--deadline", `${deadlineMs}ms`, ...timeouts(), ...state];
		const run = await runInTime(args, server, { HEARTBEAT_URL: heartbeat.url });
		expect(run.exitCode).toBe(2);
		expect(run.stderr).toContain("heartbeat: no answer");
		expect(heartbeat.received.map(({ path }) => path.replace(/^.*XXXX/, ""))).toEqual(["/start", ""]);
	});

	it("an answer in time is none of its business", async () => {
		await using server = await startScriptedServer();
		server.change({ "POST /v1/chat/completions": { ...json(JSON.parse(answer)), delayMs: 800 } });
		const run = await runInTime(["probe", server.baseUrl, "--deadline", "5s", "--format", "json"], server);
		expect(run.exitCode).toBe(0);
		const [{ inferenceMs }] = JSON.parse(run.stdout).targets;
		// A timer may fire a millisecond early.
		expect(inferenceMs).toBeGreaterThan(750);
	});
});
