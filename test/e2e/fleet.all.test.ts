import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { completion, MODEL, modelList } from "../support/healthy.ts";
import { runProgram, scratchFolder } from "../support/program.ts";
import { empty, json } from "../support/replies.ts";
import { startScriptedServer } from "../support/scripted-server.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";

const SERVERS = 50;
const TARGETS_EACH = 4;
/** Every fifth: forty targets. */
const isDown = (server: number) => server % 5 === 0;

it("a whole rack goes down: one message that a phone can show", async () => {
	using folder = scratchFolder();
	await using slack = await startWebhookReceiver();
	// Servers by the program's measure: each has a base address of its own.
	await using host = await startScriptedServer({
		script: {
			routes: {
				"*": ({ method, path }) => {
					if (isDown(Number(path.split("/")[1]))) return empty(503);
					return method === "GET" ? json(modelList([MODEL])) : json(completion());
				},
			},
		},
	});
	const targets = Array.from({ length: SERVERS * TARGETS_EACH }, (_, index) => {
		const server = Math.floor(index / TARGETS_EACH);
		return { name: `gpu${server}-model${index % TARGETS_EACH}`, url: `${host.url}/${server}/v1`, model: MODEL };
	});
	writeFileSync(folder.file("config.json"), JSON.stringify({ targets, state: { path: folder.file("state.json") } }));
	const check = () =>
		runProgram(["check", "--config", folder.file("config.json"), "--format", "json"], {
			env: { SLACK_WEBHOOK_URL: slack.url },
		});

	const first = await check();
	expect(first).toMatchObject({ exitCode: 1, stderr: "" });
	const report = JSON.parse(first.stdout).targets as { ok: boolean; alert: string }[];
	expect(report).toHaveLength(200);
	expect(report.filter(({ ok }) => !ok).map(({ alert }) => alert)).toEqual(Array(40).fill("sent"));
	expect(slack.received).toHaveLength(1);
	const [{ body = "", payload } = {}] = slack.received;
	// Slack folds what is longer, and cuts it at 4000 characters.
	expect(body.length).toBeLessThan(3000);
	const { text, attachments } = payload as { text: string; attachments: { text: string }[] };
	expect(text).toBe("CRITICAL: 40 targets on 10 servers: Gateway error (HTTP 503)");
	expect(attachments).toHaveLength(1);
	const lines = attachments[0]?.text.split("\n").filter((line) => line.startsWith("•")) ?? [];
	expect(lines).toHaveLength(10);
	expect(lines[1]).toContain("/5/v1 — Gateway error (HTTP 503): gpu5-model0, gpu5-model1, gpu5-model2, gpu5-model3");

	const second = await check();
	expect(second).toMatchObject({ exitCode: 1, stderr: "" });
	expect(slack.received).toHaveLength(1);
});
