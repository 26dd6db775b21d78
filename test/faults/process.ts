import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reply } from "../support/replies.ts";
import { type Routes, startScriptedServer } from "../support/scripted-server.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";
import { account, type EndedRun, receive, settle } from "./accounts.ts";
import { doomOf, startExecutioner } from "./crash.ts";
import { openLedger } from "./ledger.ts";
import { DISK_FAULTS, start } from "./process-run.ts";
import { randomFrom } from "./random.ts";
import { CONDITIONS, referenceFor } from "./reference.ts";
import { ROUTES, type Scene, TARGET, WEBHOOK_FAULTS } from "./scene.ts";
import { leaveLock, letTimePass, peekStateFile, readStateFile, shiftTimes, tear } from "./state-file.ts";
import type { Tally } from "./tally.ts";

/*
 * One random schedule with the real program: real processes, a real server, a real webhook, a real state file, and
 * real kills. What it should send comes from the reference, what it sent from the webhook.
 */

const DAY = 24 * 3600 * 1000;

export async function playProcessSchedule(
	program: readonly string[],
	seed: number,
	tally: Tally,
): Promise<readonly string[]> {
	const folder = mkdtempSync(join(tmpdir(), "faults-"));
	const path = join(folder, "state.json");
	const listeners = [{ name: "slack", minSeverity: "info" }] as const;
	await using server = await startScriptedServer();
	await using webhook = await startWebhookReceiver();
	const executioner = startExecutioner(path);
	const scene: Scene = {
		random: randomFrom(seed),
		program,
		tally,
		path,
		server,
		webhook,
		executioner,
		ledger: openLedger("slack"),
		reference: referenceFor(listeners, { alertAfter: 1, recoverAfter: 1 }),
		violations: [],
		condition: "ok",
		webhookFault: null,
		diskFault: null,
		torn: false,
		messages: [],
		waiting: [],
		accepted: new Set(),
		runs: 0,
		dead: new Set(),
		steps: 0,
	};
	webhook.answerWith((_nth, { path, payload }) => receive(scene, Number(/\d+$/.exec(path)), payload));
	try {
		tally.schedules += 1;
		const steps = 2 + scene.random.int(3);
		for (let step = 0; step < steps && scene.violations.length === 0; step++) await faultyStep(scene);
		letTimePass(path);
		await playStep(scene, 1, 0);
		settle(scene);
	} catch (error) {
		scene.violations.push(String(error));
	} finally {
		executioner.close();
		rmSync(folder, { recursive: true });
	}
	return scene.violations;
}

async function faultyStep(scene: Scene): Promise<void> {
	const { random, tally, path } = scene;
	const count = random.chance(0.2) ? random.pick([2, 2, 2, 2, 3, 3, 4, 8]) : 1;
	// Several runs at once count a soft cause in an order that cannot be seen from outside.
	if (random.chance(0.7)) scene.condition = random.pick(CONDITIONS);
	if (count > 1 && scene.condition === "busy") scene.condition = "model_down";
	if (random.chance(0.15)) {
		tally.clockJumps += 1;
		shiftTimes(path, random.pick([-1, 1]) * random.pick([1, 400]) * DAY);
	}
	if (random.chance(0.15)) leaveLock(path);
	if (random.chance(0.08)) tearAndForget(scene);
	if (random.chance(0.3)) {
		tally.webhookFaults += 1;
		scene.webhookFault = random.pick(WEBHOOK_FAULTS);
	}
	if (random.chance(0.15)) {
		tally.diskFaults += 1;
		scene.diskFault = random.pick(DISK_FAULTS);
	}
	await playStep(scene, count, 0.45);
	scene.webhookFault = null;
	scene.diskFault = null;
}

/** Only when nothing waits in it: what a destroyed file held is lost, and nobody can be blamed. */
function tearAndForget(scene: Scene): void {
	const { random, path, ledger, reference, tally } = scene;
	if ((peekStateFile(path)?.outbox.length ?? 1) > 0 || !tear(path, random.pick([0, 0.3, 0.99]))) return;
	tally.diskFaults += 1;
	scene.torn = true;
	ledger.forget();
	reference.reset();
}

async function playStep(scene: Scene, count: number, deadly: number): Promise<void> {
	const { random, server, tally, path } = scene;
	server.change(noticing(scene, ROUTES[scene.condition]));
	scene.messages = [];
	scene.waiting = peekStateFile(path)?.outbox ?? [];
	scene.steps += 1;
	tally.runs += count;
	tally.overlaps += count - 1;
	const timeBefore = timeIn(path);
	if (scene.diskFault === "the directory is read-only") chmodSync(join(path, ".."), 0o555);
	const runs: Promise<EndedRun>[] = [];
	for (let index = 0; index < count; index++) {
		const { run, child, ended } = startProgram(scene);
		if (random.chance(deadly)) scene.executioner.doom(doomOf(child, random));
		runs.push(ended.then((one) => ({ ...one, run })));
		if (random.chance(0.5)) await new Promise((resolve) => setTimeout(resolve, random.int(40)));
	}
	const ended = await Promise.all(runs);
	chmodSync(join(path, ".."), 0o755);
	if (timeIn(path) !== timeBefore)
		scene.reference.record(scene.condition, scene.steps, { now: scene.steps, atOnce: false });
	mustParse(scene);
	account(scene, ended);
}

function timeIn(path: string): string | null {
	return peekStateFile(path)?.targets[TARGET]?.facts.time ?? null;
}

function mustParse(scene: Scene): void {
	try {
		readStateFile(scene.path);
		scene.torn = false;
	} catch (error) {
		if (!scene.torn) scene.violations.push(String(error));
	}
}

function startProgram(scene: Scene) {
	const { program, server, webhook, path, diskFault } = scene;
	scene.runs += 1;
	const run = scene.runs;
	const args = ["check", server.baseUrl, "--model", "m", "--name", TARGET, "--state", path, "--format", "json"];
	const env = { PATH: process.env.PATH, SLACK_WEBHOOK_URL: `${webhook.url}/${run}`, NO_PROXY: "*" };
	return { run, ...start(program, [...args, "--deadline", "20s"], env, diskFault) };
}

function noticing({ executioner }: Scene, routes: Routes): Routes {
	const entries = Object.entries(routes).map(([route, reply]) => [
		route,
		() => {
			executioner.notice("asked");
			return reply as Reply;
		},
	]);
	return Object.fromEntries(entries);
}
