import { EventEmitter, once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { healthyRoutes } from "../support/healthy.ts";
import { PLANTED_HOOK, PLANTED_KEY, type Run, runProgram } from "../support/program.ts";
import { empty, json, text } from "../support/replies.ts";
import { someOf } from "../support/size.ts";
import { useScratchFolder, useServer, useWebhook } from "../support/use.ts";

type Status = "ok" | "api_down" | "model_down" | "degraded";

const server = useServer({}, { anew: true });
const slack = useWebhook({ anew: true });
const folder = useScratchFolder({ anew: true });

function become(status: Status): void {
	server.use({ routes: healthyRoutes() });
	if (status === "api_down") server.change({ "GET /v1/models": empty(503) });
	if (status === "model_down") {
		// A server that gives the key away in its error text.
		const message = `Unauthorized: ${PLANTED_KEY} is not known`;
		server.change({ "POST /v1/chat/completions": json({ error: { message, code: 401 } }, 401) });
	}
	if (status === "degraded") {
		server.change({ "POST /v1/chat/completions": json({ error: { message: "Rate limit reached" } }, 429) });
	}
}

function check(...more: string[]): Promise<Run> {
	return runProgram(["check", server.baseUrl, "--name", "box", "--state", folder.file("state.json"), ...more], {
		clockFromFirstConnection: true,
		env: { LLM_API_KEY: PLANTED_KEY, SLACK_WEBHOOK_URL: `http://127.0.0.1:${slack.port}/services/${PLANTED_HOOK}` },
	});
}

type Payload = { text: string; attachments: { color: string; title: string; text: string }[] };
const told = () => slack.received.map(({ payload }) => payload as Payload);
/** For what another process does next. */
const SOON = { timeout: 20_000 } as const;
const exitCodes = { ok: 0, degraded: 0, api_down: 1, model_down: 2 } as const;

describe("what each change of status tells", () => {
	const rows: readonly (readonly [Status, Status, string | null, string | null])[] = [
		["ok", "ok", null, null],
		["ok", "api_down", "CRITICAL", "#d00000"],
		["ok", "model_down", "WARNING", "#ff9f00"],
		["ok", "degraded", null, null],
		["api_down", "ok", "RECOVERED", "good"],
		["api_down", "api_down", null, null],
		["api_down", "model_down", "WARNING", "#ff9f00"],
		["model_down", "ok", "RECOVERED", "good"],
		["model_down", "api_down", "CRITICAL", "#d00000"],
		["model_down", "model_down", null, null],
		["model_down", "degraded", null, null],
		["degraded", "ok", null, null],
		["degraded", "api_down", "CRITICAL", "#d00000"],
		["degraded", "model_down", "WARNING", "#ff9f00"],
		["degraded", "degraded", null, null],
	];

	it.each(someOf(4, rows))("%s → %s: %s", async (from, to, headline, color) => {
		become(from);
		expect(await check()).toMatchObject({ exitCode: exitCodes[from] });
		slack.forget();
		become(to);
		const run = await check();
		expect(run).toMatchObject({ exitCode: exitCodes[to], stderr: "" });
		expect(told().map((payload) => payload.text.split(":")[0])).toEqual(headline ? [headline] : []);
		expect(told().flatMap(({ attachments }) => attachments.map((part) => part.color))).toEqual(color ? [color] : []);
		expect(JSON.parse(run.stdout)).toMatchObject({ status: to, alert: headline ? "sent" : "none" });
	});

	it("the first run alerts on trouble only, and the second says nothing again", async () => {
		become("api_down");
		await check();
		await check();
		expect(told()).toHaveLength(1);
		const [message] = told();
		expect(message?.text).toContain("box");
		expect(JSON.stringify(message)).toContain(server.baseUrl);
		expect(message?.attachments[0]?.text).toMatch(/```\n.*curl/);
		expect(JSON.stringify(message)).not.toContain(PLANTED_KEY);
	});

	it("never shows the key that a server echoes", async () => {
		become("model_down");
		const runs = [await check("--format", "text"), await check("--format", "json"), await check()];
		for (const run of runs) expect(run.stdout).toContain("***");
		expect(JSON.stringify(told())).not.toContain(PLANTED_KEY);
	});
});

describe("what Slack did not take goes out with the next run", () => {
	it.each([
		["an error", () => slack.answerWith(text("rollup_error", 500))],
		["a removed webhook", () => slack.answerWith(text("no_service", 404))],
	])("after %s: said on stderr, exit code unchanged, told once", async (_name, refuse) => {
		refuse();
		become("model_down");
		const first = await check();
		expect(first).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("slack") });
		expect(JSON.parse(first.stdout)).toMatchObject({ alert: "pending" });
		slack.answerWith(text("ok"));
		slack.forget();
		const second = await check();
		expect(second).toMatchObject({ exitCode: 2, stderr: "" });
		expect(told()).toHaveLength(1);
		slack.forget();
		await check();
		expect(told()).toHaveLength(0);
	});

	it("an outage that came and went meanwhile is one message that tells both", async () => {
		slack.answerWith(text("down", 503));
		become("api_down");
		await check();
		become("ok");
		await check();
		slack.answerWith(text("ok"));
		slack.forget();
		await check();
		expect(told()).toHaveLength(1);
		expect(JSON.stringify(told())).toMatch(/was down/i);
	});
});

describe("the state file", () => {
	it("is the user's own unless said otherwise, and nothing else stays in its folder", async () => {
		await check();
		expect(statSync(folder.file("state.json")).mode & 0o777).toBe(0o600);
		expect(readdirSync(folder.path)).toEqual(["state.json"]);
	});

	const contents = [
		["empty", ""],
		["cut", '{"version":1,"targets":{"box":{"ann'],
		["foreign", '{"hello":"world"}'],
		["no JSON", "\u0000\u0001\u0002"],
	] as const;
	it.each(someOf(1, contents))("%s: set aside and said so, alerts go on", async (_name, content) => {
		writeFileSync(folder.file("state.json"), content);
		become("api_down");
		const run = await check();
		expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/state\.json.*set aside as/) });
		expect(told()).toHaveLength(1);
		const aside = readdirSync(folder.path).filter((name) => name !== "state.json");
		expect(aside.map((name) => readFileSync(folder.file(name), "utf8"))).toEqual([content]);
	});

	it("of a newer release: left untouched, said so, alerts go on", async () => {
		const newer = '{"version":999,"targets":{}}';
		writeFileSync(folder.file("state.json"), newer);
		become("api_down");
		const run = await check();
		expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/version 999/) });
		expect(readFileSync(folder.file("state.json"), "utf8")).toBe(newer);
		expect(told()).toHaveLength(1);
	});

	it("that cannot be written: the alert goes out all the same and says that it may repeat", async () => {
		mkdirSync(folder.file("state.json"));
		chmodSync(folder.file("state.json"), 0o500);
		become("api_down");
		const run = await check();
		expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/state\.json/) });
		expect(JSON.stringify(told())).toMatch(/repeat|again/i);
	});

	it("knows of a later run already: an older one says what it saw, and records and tells nothing", async () => {
		const newer = new EventEmitter();
		server.change({
			"POST /v1/chat/completions": async () => {
				await once(newer, "over");
				return json({ error: { message: "No running instances available" } }, 503);
			},
		});
		const older = check();
		await expect.poll(() => server.callsOf("POST /v1/chat/completions").length, SOON).toBe(1);
		become("ok");
		expect(await check()).toMatchObject({ exitCode: 0 });
		newer.emit("over");
		const run = await older;
		expect(run).toMatchObject({ exitCode: 2 });
		expect(JSON.parse(run.stdout)).toMatchObject({ status: "model_down", alert: "none" });
		expect(JSON.parse(readFileSync(folder.file("state.json"), "utf8")).targets.box.facts.status).toBe("ok");
		expect(told()).toHaveLength(0);
	});

	it("held by a living run: the verdict is reported, nothing is recorded, and it says so", async () => {
		await check();
		become("api_down");
		// The first run holds the lock while it tells.
		const other = new EventEmitter();
		slack.answerWith(async () => {
			await once(other, "over");
			return text("ok");
		});
		const first = check();
		await expect.poll(() => slack.received.length, SOON).toBe(1);
		const second = await check("--deadline", "1s");
		other.emit("over");
		expect(second).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/another run/) });
		expect(await first).toMatchObject({ exitCode: 1 });
		expect(told()).toHaveLength(1);
	});
});
