import type { Ledger } from "./ledger.ts";
import type { Random } from "./random.ts";
import type { Condition, Reference } from "./reference.ts";
import type { Tally } from "./tally.ts";

/** How the parts of a run are broken on purpose, to see whether the harness notices. */
export const SABOTAGES = [
	"no lock",
	"saves after sending",
	"ticks off before sending",
	"takes a failed delivery for a good one",
	"takes a part for the whole",
	"forgets who asked for time",
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
	/** The clock when it read the state file, in milliseconds since the epoch. */
	now: number;
	readonly seen: Map<string, Readonly<{ condition: Condition; time: number }>>;
	/** What the receivers heard and the disk does not know of yet, per notifier. */
	readonly unticked: Map<string, readonly string[]>;
	/** The receivers that asked for time, and the disk does not know of it yet. */
	readonly asked: Set<string>;
	recorded: boolean;
	/** The disk refused what it would record: then it alerts at once. */
	refused: boolean;
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
	/** Until when a receiver asked to be left alone, once that is on the disk. */
	readonly patience: Map<string, number>;
	clock: number;
	faulty: boolean;
	/** How often a webhook fails. */
	readonly deafness: number;
	readonly conditions: Map<string, Condition>;
	readonly waiting: { actor: Actor; resume: () => void; abandon: (error: Error) => void }[];
};

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

/** Lets one waiting step after another go on, in random order, until all runs are over. */
export async function takeTurns(model: Model, count: number, all: Promise<unknown>): Promise<void> {
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

/** What a run sent and will not record: it may come once more. */
export function excuse(model: Model, actor: Actor, notifier: string): void {
	model.ledgers.get(notifier)?.excuse(actor.unticked.get(notifier) ?? []);
	actor.unticked.delete(notifier);
}
