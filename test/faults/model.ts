import { rememberedOf } from "../../src/core/alerting/state.ts";
import { check } from "../../src/run/check.ts";
import type { DeliveryParts } from "../../src/run/deliver-all.ts";
import { decodeOwn } from "../../src/store/encoding.ts";
import { openLedger } from "./ledger.ts";
import { partsOf } from "./model-parts.ts";
import { randomFrom } from "./random.ts";
import { CONDITIONS, referenceFor } from "./reference.ts";
import type { Tally } from "./tally.ts";
import { type Actor, excuse, Killed, type Model, type Sabotage, takeTurns } from "./turns.ts";
import { configOf, NOTIFIERS, targetNamed } from "./world.ts";

/*
 * One random schedule: the program's own `check` over a disk, receivers, servers and a clock made of memory. Every
 * step of every run waits for its turn, so that runs overlap in any order, and can be a run's last.
 */

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
		ledgers: new Map(NOTIFIERS.map(({ name, minSeverity }) => [name, openLedger(name, minSeverity === "info")])),
		references: new Map(targets.map(({ name }) => [name, referenceFor(NOTIFIERS, policy)])),
		violations: [],
		disk: null,
		holder: null,
		onDisk: new Set(),
		patience: new Map(),
		clock: Date.parse("2026-01-01T00:00:00Z"),
		faulty: true,
		deafness: long ? 1 : 0.3,
		conditions: new Map(targets.map(({ name }) => [name, "ok"])),
		waiting: [],
	};
	const config = configOf(targets, policy);
	tally.schedules += 1;
	const rounds = long ? 60 : 3 + random.int(10);
	for (let round = 0; round < rounds; round++)
		await playRound(model, config, random.chance(0.25) ? 2 + random.int(3) : 1);
	model.faulty = false;
	// A clock that was set back for longer than the tolerance holds nobody up; for less, it does for so long. And a
	// receiver that asked for time is left alone for a day at most.
	model.clock += 25 * 60 * MINUTE;
	for (let round = 0; round < 4; round++) await playRound(model, config, 1);
	return [...model.violations, ...settle(model)];
}

async function playRound(model: Model, config: DeliveryParts["config"], count: number): Promise<void> {
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

async function startRun(model: Model, config: DeliveryParts["config"], id: number): Promise<void> {
	const dies = model.faulty && model.random.chance(0.25);
	const actor: Actor = {
		id,
		stepsLeft: dies ? model.random.int(16) : NEVER,
		dead: false,
		now: model.clock,
		seen: new Map(),
		unticked: new Map(),
		asked: new Set(),
		recorded: false,
		refused: false,
	};
	try {
		await check(partsOf(model, actor, config));
		// The disk took no record of these.
		for (const notifier of [...actor.unticked.keys()]) excuse(model, actor, notifier);
	} catch (error) {
		if (!(error instanceof Killed)) throw error;
	}
}

/** What is left to say when all faults are over. */
function settle(model: Model): string[] {
	const violations: string[] = [];
	const state = model.disk === null ? null : decodeOwn(model.disk);
	if (state === null) return ["the state file cannot be read in the end"];
	if (state.outbox.length > 0) violations.push(`${state.outbox.length} wait in the outbox for ever`);
	for (const target of model.references.keys()) {
		if (!rememberedOf(state, target)) violations.push(`${target} was forgotten`);
	}
	for (const [name, ledger] of model.ledgers) {
		let due = 0;
		for (const [target, reference] of model.references) {
			const expected = reference.expected[name] ?? [];
			due += expected.length;
			violations.push(...ledger.violations(target, expected, reference.concerns(name)));
		}
		const { sent, folded, doubled, unrecorded } = ledger.figures();
		model.tally.expected += due;
		model.tally.sent += Math.min(sent, due);
		model.tally.folded += folded;
		model.tally.doubled += doubled;
		model.tally.unrecorded += unrecorded;
	}
	model.tally.lost = model.tally.expected - model.tally.sent;
	return violations;
}
