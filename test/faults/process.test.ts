import { describe, expect, it } from "vitest";
import { program } from "../support/program.ts";
import { buildChanged, ONE_BY_ONE, SABOTAGED, type Sabotaged, SLOW_DISK } from "./changed-program.ts";
import { playMany, seedAt } from "./play-many.ts";
import { playProcessSchedule } from "./process.ts";
import { inWords, newTally } from "./tally.ts";

const IS_CI = process.env.CI === "true";
const SCHEDULES = IS_CI ? 300 : 8;
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

describe("the real program loses no alert and doubles none", () => {
	it(`in ${SCHEDULES} random schedules`, { timeout: 600_000 }, async () => {
		const tally = newTally();
		const broken = await playMany(SEED, SCHEDULES, (seed) => playProcessSchedule(program, seed, tally));
		console.log(inWords("process level", SEED, tally));
		expect(broken).toEqual([]);
		expect(tally).toMatchObject({ schedules: SCHEDULES, lost: 0 });
		expect(Math.min(tally.kills, tally.overlaps, tally.webhookFaults, tally.diskFaults, tally.told)).toBeGreaterThan(0);
	});

	it("on a disk that takes its time", { timeout: 120_000 }, async () => {
		const slow = await buildChanged("slow disk", SLOW_DISK);
		const broken = await playMany(SEED, IS_CI ? 20 : 3, (seed) => playProcessSchedule(slow, seed, newTally()));
		expect(broken).toEqual([]);
	});

	it("at a receiver that accepts some alerts and not others", { timeout: 120_000 }, async () => {
		const oneByOne = await buildChanged("one by one", ONE_BY_ONE);
		const tally = newTally();
		const broken = await playMany(SEED, IS_CI ? 60 : 6, (seed) => playProcessSchedule(oneByOne, seed, tally));
		console.log(inWords("one by one", SEED, tally));
		expect(broken).toEqual([]);
		expect(tally.lost).toBe(0);
	});

	// Each takes a build and some seconds: on a workplace one is enough.
	const names = Object.keys(SABOTAGED) as Sabotaged[];
	it.each(IS_CI ? names : names.slice(1, 2))("the harness notices one that %s", { timeout: 120_000 }, async (name) => {
		const sabotaged = await buildChanged(name, SABOTAGED[name]);
		const noticed = await firstNoticed(NOTICED_AS[name], (seed) => playProcessSchedule(sabotaged, seed, newTally()));
		expect(noticed).not.toBeNull();
	});
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
