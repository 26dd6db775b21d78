import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { completion, modelList } from "./healthy.ts";
import { json } from "./replies.ts";
import { type Routes, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

/*
 * The whole story on one machine in a few seconds. A scripted server and a local webhook receiver stand in for yours;
 * the program is the real one, run four times as cron would run it.
 */

type Act = Readonly<{ title: string; change: Routes; exitCode: number; sent: RegExp | null }>;

const healthy: Routes = {
	"GET /v1/models": json(modelList(["qwen3-8b"], "gpustack")),
	"POST /v1/chat/completions": json(completion("Hello! How can I", { model: "qwen3-8b" })),
};
const noInstance: Routes = {
	"POST /v1/chat/completions": json(
		{ error: { message: "No running instances available", code: 503, type: "ServiceUnavailable" } },
		503,
	),
};

const acts: readonly Act[] = [
	{ title: "All is well", change: {}, exitCode: 0, sent: null },
	{ title: "The model dies behind a live API", change: noInstance, exitCode: 2, sent: /WARNING/ },
	{ title: "The next run finds it still down: no second alert", change: {}, exitCode: 2, sent: null },
	{ title: "The model is back", change: healthy, exitCode: 0, sent: /RECOVERED/ },
];

const program = join(__dirname, "..", "bin", "llm-healthcheck.js");
const bold = (text: string) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);
const say = (text: string) => process.stdout.write(`${text}\n`);

async function play(): Promise<boolean> {
	const folder = mkdtempSync(join(tmpdir(), "llm-healthcheck-demo-"));
	await using server = await startScriptedServer({ script: { routes: healthy } });
	await using slack = await startWebhookReceiver();
	try {
		say(`A scripted LLM server listens on ${server.url}, a stand-in for Slack on port ${slack.port}.`);
		const kept: boolean[] = [];
		for (const [index, act] of acts.entries()) {
			await pause(1000);
			say(`\n${bold(`${index + 1}. ${act.title}`)}`);
			kept.push(await perform(act, server, slack, join(folder, "state.json")));
		}
		say(kept.every(Boolean) ? "\nThe story went as it should." : "\nThe story did NOT go as it should.");
		return kept.every(Boolean);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

async function perform(act: Act, server: ScriptedServer, slack: WebhookReceiver, state: string): Promise<boolean> {
	server.change(act.change);
	slack.forget();
	const exitCode = await runProgram(server.baseUrl, slack.url, state);
	const sent = slack.received.map((message) => readable(message.payload)).join("\n");
	say(`exit code ${exitCode}`);
	say(sent ? `Slack gets:\n${sent.replace(/^/gm, "  │ ")}` : "Slack gets nothing.");
	return exitCode === act.exitCode && (act.sent ? act.sent.test(sent) : sent === "");
}

async function runProgram(url: string, webhookUrl: string, state: string): Promise<number> {
	say(`$ llm-healthcheck check ${url} --name gpu-box`);
	const environment = { PATH: process.env.PATH, SLACK_WEBHOOK_URL: webhookUrl, NO_PROXY: "*" };
	const child = spawn(
		process.execPath,
		[program, "check", url, "--name", "gpu-box", "--state", state, "--format", "text"],
		{
			env: environment,
			stdio: ["ignore", "inherit", "inherit"],
			cwd: tmpdir(),
		},
	);
	const [exitCode] = await once(child, "exit");
	return exitCode;
}

/** A Slack payload as a person would read it in the channel. */
function readable(payload: unknown): string {
	const { text, attachments = [] } = payload as {
		text: string;
		attachments?: { title?: string; text?: string; fields?: { title: string; value: string }[] }[];
	};
	const lines = attachments.flatMap((part) => [
		...(part.title ? [part.title] : []),
		...(part.fields ?? []).map((field) => `${field.title}: ${field.value}`),
		...(part.text ? [part.text] : []),
	]);
	return [text, ...lines].join("\n").replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}

void play().then((asItShould) => {
	process.exitCode = asItShould ? 0 : 1;
});
