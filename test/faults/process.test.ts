import { expect, it } from "vitest";
import { program } from "../support/program.ts";
import { playMany } from "./play-many.ts";
import { playProcessSchedule } from "./process.ts";
import { inWords, newTally } from "./tally.ts";

const SCHEDULES = process.env.CI === "true" ? 300 : 12;
const SEED = Number(process.env.FAULT_SEED ?? 1);

it(`no alert is lost, none is doubled by the real program in ${SCHEDULES} random schedules`, {
	timeout: 600_000,
}, async () => {
	const tally = newTally();
	const broken = await playMany(SEED, SCHEDULES, (seed) => playProcessSchedule(program, seed, tally));
	console.log(inWords("process level", SEED, tally));
	expect(broken).toEqual([]);
	expect(tally).toMatchObject({ schedules: SCHEDULES, lost: 0 });
	expect(Math.min(tally.kills, tally.overlaps, tally.webhookFaults, tally.diskFaults, tally.told)).toBeGreaterThan(0);
});
