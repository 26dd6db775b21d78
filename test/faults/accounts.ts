import type { Transition } from "../../src/core/alerting/transition.ts";
import { json, type Reply, reset, text } from "../support/replies.ts";
import type { Ledger } from "./ledger.ts";
import type { Ended } from "./process-run.ts";
import { EXIT_CODES, type Message, type Scene, TARGET } from "./scene.ts";
import { leftovers, peekStateFile, readStateFile } from "./state-file.ts";

const DAY = 24 * 3600 * 1000;

/** The webhook's side: what stands in the state file now is what is sent. */
export function receive(scene: Scene, run: number, payload: unknown): Reply {
	const { diskFault, executioner, ledger, path, violations, tally } = scene;
	executioner.notice("receiving");
	// A message may be read after its sender's death, and then others may have written the file since.
	const late = scene.dead.has(run);
	if (!late && isToBeLeftAlone(path)) violations.push("tried, though it asked to be left alone");
	const refusal = refusalOf(scene);
	if (refusal !== null) return refusal;
	const { id } = payload as { id?: string };
	const due = dueIn(path).filter((one) => id === undefined || one.id === id);
	if (!late && id === undefined) violations.push(...contradictions(payload, due, diskFault !== null));
	if (due.length === 0) tally.unrecorded += 1;
	ledger.receive(due, () => true);
	const message = { ids: due.map((one) => one.id), run, excused: false };
	scene.messages.push(message);
	for (const one of message.ids) scene.accepted.add(one);
	const losesAnswer = scene.webhookFault === "loses its answer";
	if (late || losesAnswer) excuse(ledger, message);
	return losesAnswer ? reset : text("ok");
}

function refusalOf({ webhookFault, random }: Scene): Reply | null {
	if (webhookFault === "refuses") return json({ ok: false }, 503);
	if (webhookFault === "is gone") return text("no_service", 404);
	if (webhookFault === "asks for time") return json({ ok: false }, 429, { "retry-after": "7200" });
	return webhookFault === "accepts some" && random.chance(0.5) ? json({ ok: false }, 503) : null;
}

/** It asked for time, and that stands in the state file. A time that only a changed clock can have made does not count. */
function isToBeLeftAlone(path: string): boolean {
	const aheadMs = Date.parse(peekStateFile(path)?.notifiers.slack?.retryAfter ?? "") - Date.now();
	return aheadMs > 0 && aheadMs <= DAY;
}

function dueIn(path: string): readonly Transition[] {
	return peekStateFile(path)?.outbox ?? [];
}

/**
 * A message says every step of the status that is recorded, and no other. Only where nothing can be recorded may it
 * say more: news of trouble, but no recovery.
 */
function contradictions(payload: unknown, due: readonly Transition[], mayExceed: boolean): string[] {
	const sent = stepsIn(payload);
	const recorded = new Set(due.map(({ from, to }) => `${from} → ${to}`));
	const missing = [...recorded].filter((step) => !sent.has(step));
	const surplus = [...sent].filter((step) => !recorded.has(step) && !(mayExceed && !step.endsWith("→ ok")));
	if (missing.length + surplus.length === 0) return [];
	return [`sent ${[...sent]}, while ${[...recorded]} is recorded`];
}

function stepsIn(payload: unknown): Set<string> {
	const { attachments } = payload as {
		attachments: readonly { fields: readonly { title: string; value: string }[] }[];
	};
	const paths = attachments.flatMap(({ fields }) => fields.filter(({ title }) => title === "Status"));
	const steps = paths.flatMap(({ value }) => {
		const stops = value.split(" → ");
		return stops.slice(1).map((to, index) => `${stops[index]} → ${to}`);
	});
	return new Set(steps);
}

function excuse(ledger: Ledger, message: Message): void {
	if (message.excused) return;
	message.excused = true;
	ledger.excuse(message.ids);
}

/** `run`: its number in the schedule. */
export type EndedRun = Ended & Readonly<{ run: number }>;

/** After a step: was each message ticked off, and if not, why not? And did every run say what it saw? */
export function account(scene: Scene, ended: readonly EndedRun[]): void {
	const { ledger, messages, executioner, condition, diskFault, violations, tally } = scene;
	for (const { run, pid, exitCode, stdout, stderr } of ended) {
		if (executioner.killed.has(pid) && exitCode === null) {
			tally.kills += 1;
			scene.dead.add(run);
			for (const message of messages) if (message.run === run) excuse(ledger, message);
			continue;
		}
		const codes: readonly (number | null)[] = EXIT_CODES[condition];
		if (!codes.includes(exitCode)) violations.push(`exit ${exitCode} at ${condition}: ${stdout}${stderr}`);
		const silent = diskFault && !/cannot|holds the state file/.test(stdout);
		if (silent) violations.push(`says nothing of its disk (${diskFault}): ${stdout}`);
	}
	const waiting = new Set(dueIn(scene.path).map(({ id }) => id));
	giveUp(scene, waiting, ended);
	for (const message of messages) {
		if (diskFault) excuse(ledger, message);
		const open = message.ids.filter((id) => waiting.has(id));
		ledger.confirm(message.ids.filter((id) => !waiting.has(id)));
		if (open.length > 0 && !message.excused) violations.push(`${open} was accepted and not ticked off`);
	}
}

/** A webhook that is gone is owed nothing any more of what was over a week ago: it is as good as sent, and said. */
function giveUp(scene: Scene, waiting: ReadonlySet<string>, ended: readonly EndedRun[]): void {
	const { webhookFault, ledger, accepted, violations, executioner } = scene;
	if (webhookFault !== "is gone") return;
	const left = scene.waiting.filter(({ id }) => !waiting.has(id) && !accepted.has(id));
	// Anything else that vanished is lost.
	if (!left.some(isOldEnd)) return;
	ledger.receive(left, () => true);
	ledger.confirm(left.map(({ id }) => id));
	const isSaid = ended.some(({ pid, stdout }) => executioner.killed.has(pid) || stdout.includes("gave up on"));
	if (!isSaid) violations.push(`gave up on ${left.length} without a word`);
}

function isOldEnd({ kind, time }: Transition): boolean {
	return kind === "recovered" && Date.now() - Date.parse(time) >= 7 * DAY;
}

export function settle({ path, ledger, reference, violations, tally }: Scene): void {
	const expected = reference.expected.slack ?? [];
	violations.push(...ledger.violations(TARGET, expected, reference.concerns("slack")));
	const waiting = readStateFile(path)?.outbox ?? [];
	if (waiting.length > 0) violations.push(`${waiting.length} wait in the outbox`);
	const left = leftovers(path);
	if (left.length > 0) violations.push(`left behind: ${left}`);
	const { sent, folded, doubled, unrecorded } = ledger.figures();
	tally.expected += expected.length;
	tally.sent += sent;
	tally.folded += folded;
	tally.doubled += doubled;
	tally.unrecorded += unrecorded;
	tally.lost = tally.expected - tally.sent;
}
