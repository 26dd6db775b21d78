import { beforeAll, expect, it } from "vitest";
import { MODEL, modelList } from "../support/healthy.ts";
import { empty, json } from "../support/replies.ts";
import { startScriptedServer } from "../support/scripted-server.ts";
import { useServer } from "../support/use.ts";
import { example, useInstallation } from "./support/installation.ts";
import { needs, pathOf } from "./support/needs.ts";
import { run } from "./support/processes.ts";

needs("jq")("shell scripts read what the program prints", () => {
	const here = useInstallation();
	const healthy = useServer();
	const broken = useServer({ "POST /v1/chat/completions": empty(500) });

	beforeAll(async () => {
		here.make("state");
		const targets = [
			{ name: "chat", url: healthy.url },
			{ name: "big model", url: broken.url },
		];
		const state = { path: here.at("state/state.json"), mode: "0644" };
		here.write("config.json", JSON.stringify({ targets, state }));
		await run(here.program, ["check", "--config", here.at("config.json")]);
	});

	const status = (format: string) =>
		run(here.program, ["status", "--config", here.at("config.json"), "--format", format]);

	it("jq reads --format json", async () => {
		const { stdout, code } = await status("json");
		const filter = '"\\(.exitCode)", (.targets[] | select(.ok | not) | "\\(.target): \\(.status), \\(.cause)")';
		const read = await run(pathOf("jq"), ["-r", filter], { input: stdout });
		expect(read.stdout).toBe("2\nbig model: model_down, server_error\n");
		expect(code).toBe(2);
	});

	it("a `while read` loop reads log, a line a target", async () => {
		const { stdout } = await status("log");
		const loop = 'while read -r line; do printf "%s\\n" "$line" | jq -r .target; done';
		const read = await run("sh", ["-c", loop], { input: stdout });
		expect(read.stdout).toBe("chat\nbig model\n");
	});

	it("a script branches on the exit code", async () => {
		const script =
			'"$0" probe "$1" >/dev/null; case $? in 0) echo up ;; 1) echo API ;; 2) echo model ;; *) echo check ;; esac';
		const outcomes = await Promise.all(
			[healthy.url, broken.url, "http://127.0.0.1:1", "no-such-thing"].map(async (url) => {
				const { stdout } = await run("sh", ["-c", script, here.program, url]);
				return stdout.trim();
			}),
		);
		expect(outcomes).toEqual(["up", "model", "API", "check"]);
	});

	it("the shipped Checkmk script prints a service a target", async () => {
		const script = example("checkmk/llm-healthcheck", {
			"exec llm-healthcheck": `exec ${here.program}`,
			"/etc/llm-healthcheck/config.json": here.at("config.json"),
		});
		const { stdout, stderr } = await run(here.write("checkmk", script, 0o755), [], { env: {} });
		expect(stderr).toBe("");
		expect(stdout.trimEnd().split("\n")).toEqual([
			expect.stringMatching(/^0 "LLM chat" api=\S+\|inference=\S+ /),
			expect.stringMatching(/^1 "LLM big model" api=\S+ /),
		]);
	});

	it("a deploy script waits until the model generates, and stops at once when waiting is pointless", async () => {
		await using late = await startScriptedServer();
		late.change({ "GET /v1/models": (_call, nth) => (nth < 3 ? empty(503) : json(modelList([MODEL]))) });
		const ready = await run(here.program, ["wait", late.url, "--timeout", "20s", "--interval", "200ms"]);
		expect(ready.code, ready.stderr).toBe(0);

		late.change({ "GET /v1/models": empty(401) });
		const startedAt = Date.now();
		const refused = await run(here.program, ["wait", late.url, "--timeout", "60s", "--interval", "1s"]);
		expect(refused.code).toBe(1);
		expect(Date.now() - startedAt).toBeLessThan(20_000);
	});
});
