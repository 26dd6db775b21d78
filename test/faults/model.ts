import { rememberedOf, type State } from "../../src/core/state.ts";
import { type CheckParts, check } from "../../src/run.ts";
import { decodeOwn } from "../../src/state/text.ts";
import { type Ledger, openLedger } from "./ledger.ts";
import { memoryStore } from "./memory-store.ts";
import { type Random, randomFrom } from "./random.ts";
import { CONDITIONS, type Condition, type Reference, referenceFor } from "./reference.ts";
import type { Tally } from "./tally.ts";
import { configOf, NOTIFIERS, probed, targetNamed } from "./world.ts";

/*
 * One random schedule: the program's own `check` over a disk, receivers, servers and a clock made of memory. Every
 * step of every run waits for its turn, so that runs overlap in any order, and can be a run's last.
 */

/** How the parts of a run are broken on purpose, to see whether the harness notices. */
export const SABOTAGES = [
	"no lock",
	"saves after telling",
	"ticks off before sending",
	"takes a failed delivery for a good one",
	"writes in two halves",
	"takes a failed save for a good one",
	"forgets when it last looked",
] as const;
export type Sabotage = (typeof SABOTAGES)[number];

export class Killed extends Error {}

/** One run of the program. */
export type Actor = {
	readonly id: number;
	/** Steps until it is killed; beyond all steps: never. */
	stepsLeft: number;
	dead: boolean;
	/** The clock at the last look, in milliseconds since the epoch. */
	now: number;
	readonly seen: Map<string, Readonly<{ condition: Condition; time: number }>>;
	/** What the receivers took and the disk does not know of yet, per notifier. */
	readonly unticked: Map<string, readonly string[]>;
	recorded: boolean;
};

export type Model = {
	readonly random: Random;
	readonly sabotage: Sabotage | null;
	readonly tally: Tally;
	readonly ledgers: ReadonlyMap<string, Ledger>;
	readonly references: ReadonlyMap<string, Reference>;
	readonly violations: string[];
	/** The state file; `null`: none. */
	disk: string | null;
	holder: Actor | null;
	/** Ids that ever stood in the file. */
	readonly onDisk: Set<string>;
	clock: number;
	faulty: boolean;
	/** How often a webhook fails. */
	readonly deafness: number;
	readonly conditions: Map<string, Condition>;
	readonly waiting: { actor: Actor; resume: () => void; abandon: (error: Error) => void }[];
};

const NEVER = 1000;
const MINUTE = 60_000;

/** Plays one schedule and says which promises were broken. */
export async function playSchedule(seed: number, tally: Tally, sabotage: Sabotage | null): Promise<readonly string[]> {
	const random = randomFrom(seed);
	const targets = ["chat", "code"].slice(0, 1 + random.int(2)).map((name, index) => targetNamed(name, 8000 + index));
	// Long enough, with the webhooks down, that the outbox must fold.
	const long = random.chance(0.04);
	const policy = { alertAfter: 1 + random.int(2), recoverAfter: 1 + random.int(2) };
	const model: Model = {
		random,
		sabotage,
		tally,
		ledgers: new Map(NOTIFIERS.map(({ name }) => [name, openLedger(name)])),
		references: new Map(targets.map(({ name }) => [name, referenceFor(NOTIFIERS, policy)])),
		violations: [],
		disk: null,
		holder: null,
		onDisk: new Set(),
		clock: Date.parse("2026-01-01T00:00:00Z"),
		faulty: true,
		deafness: long ? 1 : 0.3,
		conditions: new Map(targets.map(({ name }) => [name, "ok"])),
		waiting: [],
	};
	const config = configOf(targets, policy);
	tally.schedules += 1;
	const rounds = long ? 40 : 3 + random.int(10);
	for (let round = 0; round < rounds; round++)
		await playRound(model, config, random.chance(0.25) ? 2 + random.int(3) : 1);
	model.faulty = false;
	// A clock that was set back for longer than the tolerance holds nobody up; for less, it does for so long.
	model.clock += 10 * MINUTE;
	for (let round = 0; round < 4; round++) await playRound(model, config, 1);
	return [...model.violations, ...settle(model)];
}

async function playRound(model: Model, config: CheckParts["config"], count: number): Promise<void> {
	const { random, tally } = model;
	model.clock += 5 * MINUTE;
	if (model.faulty) {
		for (const name of model.conditions.keys()) {
			if (random.chance(0.4)) model.conditions.set(name, random.pick(CONDITIONS));
		}
		if (random.chance(0.05)) {
			tally.clockJumps += 1;
			model.clock += random.pick([-1, 1]) * random.pick([2 * MINUTE, 90 * MINUTE, 400 * 24 * 60 * MINUTE]);
		}
	}
	tally.runs += count;
	tally.overlaps += count - 1;
	const runs = Array.from({ length: count }, (_, id) => startRun(model, config, id));
	await takeTurns(model, runs.length, Promise.all(runs));
}

/** Lets one waiting step after another go on, in random order, until all runs are over. */
async function takeTurns(model: Model, count: number, all: Promise<unknown>): Promise<void> {
	let over = false;
	const end = all.finally(() => {
		over = true;
	});
	const ofSeveral = count > 1;
	while (!over) {
		const index = ofSeveral ? model.random.int(model.waiting.length) : 0;
		const [next] = model.waiting.splice(index, 1);
		if (next) {
			model.clock += model.random.int(ofSeveral ? 20_000 : 500);
			if (next.actor.dead) next.abandon(new Killed());
			else next.resume();
		}
		await new Promise(setImmediate);
	}
	await end;
}

async function startRun(model: Model, config: CheckParts["config"], id: number): Promise<void> {
	const dies = model.faulty && model.random.chance(0.25);
	const actor: Actor = {
		id,
		stepsLeft: dies ? model.random.int(16) : NEVER,
		dead: false,
		now: model.clock,
		seen: new Map(),
		unticked: new Map(),
		recorded: false,
	};
	try {
		await check(partsOf(model, actor, config));
		// The disk took no record of these.
		for (const notifier of [...actor.unticked.keys()]) excuse(model, actor, notifier);
	} catch (error) {
		if (!(error instanceof Killed)) throw error;
	}
}

function partsOf(model: Model, actor: Actor, config: CheckParts["config"]): CheckParts {
	const { disk } = { disk: memoryStore(model, actor) };
	return {
		config,
		version: "0.0.0",
		userAgent: "faults",
		deadlineAt: Number.POSITIVE_INFINITY,
		maxConnections: 10,
		trace: null,
		sleep: async () => {},
		store: disk,
		now() {
			actor.now = model.clock;
			return model.clock;
		},
		async probeServer(requests) {
			const time = model.clock;
			const results = requests.map(({ target }) => {
				const condition = model.conditions.get(target.name) ?? "ok";
				actor.seen.set(target.name, { condition, time });
				return probed(target, condition, time);
			});
			await turn(model, actor);
			return results;
		},
		async tell({ name }, due, { mayRepeat }) {
			await turn(model, actor);
			const ids = due.map((transition) => transition.id);
			const take = () => {
				receive(model, name, due, mayRepeat);
				actor.unticked.set(name, ids);
			};
			if (model.sabotage === "ticks off before sending") {
				await turn(model, actor);
				setImmediate(() => {
					if (!actor.dead) model.ledgers.get(name)?.receive(due, () => true);
				});
				return { kind: "delivered" };
			}
			const fault =
				model.faulty && model.random.chance(model.deafness)
					? model.random.pick(model.deafness < 1 ? ["refuses", "loses its answer"] : ["refuses"])
					: null;
			if (fault) model.tally.webhookFaults += 1;
			if (fault !== "refuses") take();
			await turn(model, actor);
			if (!fault || model.sabotage === "takes a failed delivery for a good one") return { kind: "delivered" };
			if (fault === "loses its answer") excuse(model, actor, name);
			return { kind: "retry", reason: fault, afterMs: null };
		},
	};
}

function receive(model: Model, notifier: string, due: Parameters<CheckParts["tell"]>[1], mayRepeat: boolean): void {
	model.ledgers.get(notifier)?.receive(due, (id) => {
		const recorded = model.onDisk.has(id);
		if (!recorded && !mayRepeat) model.violations.push(`${id} was told before it was recorded`);
		return recorded || !mayRepeat;
	});
}

/** What a run told and will not record: it may come once more. */
export function excuse(model: Model, actor: Actor, notifier: string): void {
	model.ledgers.get(notifier)?.excuse(actor.unticked.get(notifier) ?? []);
	actor.unticked.delete(notifier);
}

/** A step of a run: waits for its turn, and may be the run's last. */
export async function turn(model: Model, actor: Actor): Promise<void> {
	await new Promise<void>((resume, abandon) => model.waiting.push({ actor, resume, abandon }));
	mayDie(model, actor);
}

export function mayDie(model: Model, actor: Actor): void {
	if (!actor.dead && actor.stepsLeft > 0) {
		actor.stepsLeft -= 1;
		return;
	}
	if (!actor.dead) {
		actor.dead = true;
		model.tally.kills += 1;
		for (const notifier of [...actor.unticked.keys()]) excuse(model, actor, notifier);
		// As the next run would find out.
		if (model.holder === actor) model.holder = null;
	}
	throw new Killed();
}

/** Called for each state that reached the disk. */
export function onSaved(model: Model, actor: Actor, state: State): void {
	for (const { id } of state.outbox) model.onDisk.add(id);
	for (const [notifier, ids] of actor.unticked) {
		const waits = state.outbox.some(({ id, pending }) => ids.includes(id) && pending.includes(notifier));
		if (waits) continue;
		model.ledgers.get(notifier)?.confirm(ids);
		actor.unticked.delete(notifier);
	}
	if (actor.recorded) return;
	actor.recorded = true;
	for (const [name, { condition, time }] of actor.seen) model.references.get(name)?.record(condition, time, actor.now);
}

/** What is left to say when all faults are over. */
function settle(model: Model): string[] {
	const violations: string[] = [];
	const state = model.disk === null ? null : decodeOwn(model.disk);
	if (state === null) return ["the state file cannot be read in the end"];
	if (state.outbox.length > 0) violations.push(`${state.outbox.length} wait in the outbox for ever`);
	for (const [target, reference] of model.references) {
		if (!rememberedOf(state, target)) violations.push(`${target} was forgotten`);
		for (const [name, ledger] of model.ledgers) {
			const expected = reference.expected[name] ?? [];
			const found = ledger.violations(target, expected, reference.concerns(name));
			violations.push(...found);
			model.tally.expected += expected.length;
		}
	}
	for (const ledger of model.ledgers.values()) {
		const { told, folded, doubled, unrecorded } = ledger.figures();
		model.tally.told += told;
		model.tally.folded += folded;
		model.tally.doubled += doubled;
		model.tally.unrecorded += unrecorded;
	}
	model.tally.lost = model.tally.expected - model.tally.told;
	return violations;
}
