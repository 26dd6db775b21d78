import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Transition } from "../../src/core/alert.ts";
import { completion, modelList } from "../support/healthy.ts";
import { json, type Reply, reset, text } from "../support/replies.ts";
import { type Routes, type ScriptedServer, startScriptedServer } from "../support/scripted-server.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../support/webhook-receiver.ts";
import { doomOf, type Executioner, startExecutioner } from "./crash.ts";
import { type Ledger, openLedger } from "./ledger.ts";
import { DISK_FAULTS, type DiskFault, type Ended, start } from "./process-run.ts";
import { type Random, randomFrom } from "./random.ts";
import { CONDITIONS, type Condition, type Reference, referenceFor } from "./reference.ts";
import { claimants, leaveLock, leftovers, readStateFile, shiftTimes, tear } from "./state-file.ts";
import type { Tally } from "./tally.ts";

/*
 * One random schedule with the real program: real processes, a real server, a real webhook, a real state file, and
 * real kills. What it should tell comes from the reference, what it told from the webhook.
 */

const TARGET = "chat";
const DAY = 24 * 3600 * 1000;

const list = json(modelList(["m"]));
const ROUTES = {
	ok: { "GET /v1/models": list, "POST /v1/chat/completions": json(completion("Hello!", { model: "m" })) },
	api_down: { "GET /v1/models": json({ error: { message: "Invalid API key" } }, 401) },
	model_down: {
		"GET /v1/models": list,
		"POST /v1/chat/completions": json(
			{ error: { message: "The model `m` does not exist", code: "model_not_found" } },
			404,
		),
	},
	busy: { "GET /v1/models": list, "POST /v1/chat/completions": json({ error: { message: "queue is full" } }, 503) },
} as const satisfies Record<Condition, Routes>;

const EXIT_CODES = { ok: [0], api_down: [1], model_down: [2], busy: [0, 2] } as const satisfies Record<
	Condition,
	number[]
>;

type WebhookFault = "refuses" | "is gone" | "loses its answer";

/** A message that the webhook took. */
type Message = {
	readonly ids: readonly string[];
	readonly at: number;
	readonly tellers: readonly number[];
	excused: boolean;
};

type Scene = {
	readonly random: Random;
	readonly program: readonly string[];
	readonly tally: Tally;
	readonly path: string;
	readonly server: ScriptedServer;
	readonly webhook: WebhookReceiver;
	readonly executioner: Executioner;
	readonly ledger: Ledger;
	readonly reference: Reference;
	readonly violations: string[];
	condition: Condition;
	webhookFault: WebhookFault | null;
	diskFault: DiskFault | null;
	/** Of this step. */
	messages: Message[];
	steps: number;
};

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
		messages: [],
		steps: 0,
	};
	webhook.answerWith((_nth, { payload }) => receive(scene, payload));
	try {
		tally.schedules += 1;
		const steps = 2 + scene.random.int(3);
		for (let step = 0; step < steps && scene.violations.length === 0; step++) await faultyStep(scene);
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
		scene.webhookFault = random.pick(["refuses", "is gone", "loses its answer"]);
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
function tearAndForget({ random, path, ledger, reference, tally }: Scene): void {
	if ((readStateFile(path)?.outbox.length ?? 1) > 0 || !tear(path, random.pick([0, 0.3, 0.99]))) return;
	tally.diskFaults += 1;
	ledger.forget();
	reference.reset();
}

async function playStep(scene: Scene, count: number, deadly: number): Promise<void> {
	const { random, server, tally, path } = scene;
	server.change(noticing(scene, ROUTES[scene.condition]));
	scene.messages = [];
	scene.steps += 1;
	tally.runs += count;
	tally.overlaps += count - 1;
	const timeBefore = timeIn(path);
	if (scene.diskFault === "the directory is read-only") chmodSync(join(path, ".."), 0o555);
	const runs: Promise<Ended>[] = [];
	for (let index = 0; index < count; index++) {
		const { child, ended } = startProgram(scene);
		if (random.chance(deadly)) scene.executioner.doom(doomOf(child, random));
		runs.push(ended);
		if (random.chance(0.5)) await new Promise((resolve) => setTimeout(resolve, random.int(40)));
	}
	const ended = await Promise.all(runs);
	chmodSync(join(path, ".."), 0o755);
	if (timeIn(path) !== timeBefore) scene.reference.record(scene.condition, scene.steps, scene.steps);
	account(scene, ended);
}

/** `null` also for a file that was torn from outside and not yet set aside. */
function timeIn(path: string): string | null {
	try {
		return readStateFile(path)?.targets[TARGET]?.record.time ?? null;
	} catch {
		return null;
	}
}

function startProgram({ program, server, webhook, path, diskFault }: Scene) {
	const args = ["check", server.baseUrl, "--model", "m", "--name", TARGET, "--state", path, "--format", "json"];
	const env = { PATH: process.env.PATH, SLACK_WEBHOOK_URL: webhook.url, NO_PROXY: "*" };
	return start(program, [...args, "--deadline", "20s"], env, diskFault);
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

/** The webhook's side: what stands in the state file now is what it is told. */
function receive(scene: Scene, payload: unknown): Reply {
	const { webhookFault, diskFault, executioner, ledger, path } = scene;
	executioner.notice("receiving");
	if (webhookFault === "refuses") return json({ ok: false }, 503);
	if (webhookFault === "is gone") return text("no_service", 404);
	const due = dueIn(path);
	if (!diskFault && !tells(payload, due))
		scene.violations.push(`told ${JSON.stringify(payload)} and recorded ${due.length}`);
	ledger.receive(due, () => true);
	const message = { ids: due.map(({ id }) => id), at: performance.now(), tellers: claimants(path), excused: false };
	scene.messages.push(message);
	if (webhookFault !== "loses its answer") return text("ok");
	excuse(ledger, message);
	return reset;
}

function dueIn(path: string): readonly Transition[] {
	try {
		return readStateFile(path)?.outbox ?? [];
	} catch {
		return [];
	}
}

/** Whether a message says what it should: every step of the status, and no other. */
function tells(payload: unknown, due: readonly Transition[]): boolean {
	const { attachments } = payload as {
		attachments: readonly { fields: readonly { title: string; value: string }[] }[];
	};
	const paths = attachments.flatMap(({ fields }) => fields.filter(({ title }) => title === "Status"));
	const told = paths.flatMap(({ value }) => {
		const stops = value.split(" → ");
		return stops.slice(1).map((to, index) => `${stops[index]} → ${to}`);
	});
	const expected = due.map(({ from, to }) => `${from} → ${to}`);
	return expected.length > 0 && [...new Set(told)].sort().join() === [...new Set(expected)].sort().join();
}

function excuse(ledger: Ledger, message: Message | undefined): void {
	if (!message || message.excused) return;
	message.excused = true;
	ledger.excuse(message.ids);
}

/** After a step: was each message ticked off, and if not, why not? And did every run say what it saw? */
function account(scene: Scene, ended: readonly Ended[]): void {
	const { ledger, messages, executioner, condition, diskFault, violations, tally } = scene;
	for (const { pid, exitCode, stdout, stderr } of ended) {
		const killedAt = executioner.killedAt.get(pid);
		if (killedAt !== undefined && exitCode === null) {
			tally.kills += 1;
			excuse(
				ledger,
				messages.findLast(({ at, tellers }) => at <= killedAt && tellers.includes(pid)),
			);
			continue;
		}
		const codes: readonly (number | null)[] = EXIT_CODES[condition];
		if (!codes.includes(exitCode)) violations.push(`exit ${exitCode} at ${condition}: ${stdout}${stderr}`);
		const silent = diskFault && !/cannot|holds the state file/.test(stdout);
		if (silent) violations.push(`says nothing of its disk (${diskFault}): ${stdout}`);
	}
	const waiting = new Set(dueIn(scene.path).map(({ id }) => id));
	for (const message of messages) {
		if (diskFault) excuse(ledger, message);
		const open = message.ids.filter((id) => waiting.has(id));
		ledger.confirm(message.ids.filter((id) => !waiting.has(id)));
		if (open.length > 0 && !message.excused) violations.push(`${open} was taken and not ticked off`);
	}
}

function settle({ path, ledger, reference, violations, tally }: Scene): void {
	const expected = reference.expected.slack ?? [];
	violations.push(...ledger.violations(TARGET, expected, reference.concerns("slack")));
	const waiting = dueIn(path);
	if (waiting.length > 0) violations.push(`${waiting.length} wait in the outbox`);
	const left = leftovers(path);
	if (left.length > 0) violations.push(`left behind: ${left}`);
	const { told, folded, doubled, unrecorded } = ledger.figures();
	tally.expected += expected.length;
	tally.told += told;
	tally.folded += folded;
	tally.doubled += doubled;
	tally.unrecorded += unrecorded;
	tally.lost = tally.expected - tally.told;
}
