import { describe, expect, it } from "vitest";
import { cases } from "../support/size.ts";
import { playSchedule } from "./model.ts";
import { seedAt } from "./play-many.ts";
import { inWords, newTally } from "./tally.ts";
import { SABOTAGES, type Sabotage } from "./turns.ts";

const SCHEDULES = cases(300, 20_000);
const SEED = Number(process.env.FAULT_SEED ?? 1);

/** The first schedule that breaks a promise, from `seed` on; `null`: none does. */
async function firstBroken(seed: number, schedules: number, sabotage: Sabotage | null, tally = newTally()) {
	for (let index = 0; index < schedules; index++) {
		const violations = await playSchedule(seedAt(seed, index), tally, sabotage);
		if (violations.length > 0) return { seed: seedAt(seed, index), violations };
	}
	return null;
}

describe("no alert is lost, none is doubled", () => {
	it(`in ${SCHEDULES} random schedules`, { timeout: 900_000 }, async () => {
		const tally = newTally();
		expect(await firstBroken(SEED, SCHEDULES, null, tally)).toBeNull();
		console.log(inWords("model level", SEED, tally));
		const { kills, overlaps, webhookFaults, diskFaults, clockJumps, folded, sent, lost } = tally;
		expect(Math.min(kills, overlaps, webhookFaults, diskFaults, clockJumps, sent)).toBeGreaterThan(SCHEDULES / 20);
		expect(folded).toBeGreaterThan(0);
		expect(lost).toBe(0);
	});

	it.each(SABOTAGES)("the harness notices a program that %s", async (sabotage) => {
		expect(await firstBroken(SEED, 2000, sabotage)).not.toBeNull();
	});
});
