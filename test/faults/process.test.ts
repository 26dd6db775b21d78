import { expect, it } from "vitest";
import { program } from "../support/program.ts";
import { cases } from "../support/size.ts";
import { playMany } from "./play-many.ts";
import { playProcessSchedule } from "./process.ts";
import { inWords, newTally } from "./tally.ts";

const SCHEDULES = cases(8, 300);
const SEED = Number(process.env.FAULT_SEED ?? 1);

it(`the real program loses no alert and doubles none, in ${SCHEDULES} random schedules`, {
	timeout: 900_000,
}, async () => {
	const tally = newTally();
	const broken = await playMany(SEED, SCHEDULES, (seed) => playProcessSchedule(program, seed, tally));
	console.log(inWords("process level", SEED, tally));
	expect(broken).toEqual([]);
	expect(tally).toMatchObject({ schedules: SCHEDULES, lost: 0 });
	expect(Math.min(tally.kills, tally.overlaps, tally.webhookFaults, tally.diskFaults, tally.sent)).toBeGreaterThan(0);
});
