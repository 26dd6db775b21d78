import { expect, it } from "vitest";
import { buildChanged, ONE_BY_ONE, SABOTAGED, type Sabotaged, SLOW_DISK } from "./changed-program.ts";
import { playMany, seedAt } from "./play-many.ts";
import { playProcessSchedule } from "./process.ts";
import { newTally } from "./tally.ts";

const SEED = Number(process.env.FAULT_SEED ?? 1);

/** Each for its own reason: a sabotage that only crashes proves nothing. */
const NOTICED_AS = {
	"holds no lock": /too often|not ticked off|due were|is recorded/,
	"sends before it records": /is recorded/,
	"ticks off before it sends": /is recorded|due were/,
	"takes a failed delivery for a good one": /due were/,
	"forgets who asked for time": /asked to be left alone/,
	"writes its state in place": /cannot be read/,
	"remembers nothing": /due were|too often/,
} as const satisfies Record<Sabotaged, RegExp>;

it("on a disk that takes its time no alert is lost either, and none doubled", async () => {
	const slow = await buildChanged("slow disk", SLOW_DISK);
	const broken = await playMany(SEED, 20, (seed) => playProcessSchedule(slow, seed, newTally()));
	expect(broken).toEqual([]);
});

it("at a receiver that accepts some alerts and not others none is lost", async () => {
	const oneByOne = await buildChanged("one by one", ONE_BY_ONE);
	const tally = newTally();
	const broken = await playMany(SEED, 60, (seed) => playProcessSchedule(oneByOne, seed, tally));
	expect(broken).toEqual([]);
	expect(tally.lost).toBe(0);
});

it.each(Object.keys(SABOTAGED) as Sabotaged[])("the harness notices a program that %s", async (name) => {
	const sabotaged = await buildChanged(name, SABOTAGED[name]);
	const noticed = await firstNoticed(NOTICED_AS[name], (seed) => playProcessSchedule(sabotaged, seed, newTally()));
	expect(noticed).not.toBeNull();
});

const PATIENCE = 300;

/** The violation that shows this sabotage. A kill at another moment may show a consequence of it first. */
async function firstNoticed(sign: RegExp, play: (seed: number) => Promise<readonly string[]>): Promise<string | null> {
	let noticed: string | null = null;
	let next = 0;
	const lane = async () => {
		while (noticed === null && next < PATIENCE) {
			next += 1;
			const violations = await play(seedAt(SEED, next));
			noticed ??= violations.find((violation) => sign.test(violation)) ?? null;
		}
	};
	await Promise.all([lane(), lane(), lane(), lane()]);
	return noticed;
}
