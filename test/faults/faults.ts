import { join } from "node:path";
import { parseArgs } from "node:util";
import { playSchedule } from "./model.ts";
import { playMany } from "./play-many.ts";
import { playProcessSchedule } from "./process.ts";
import { inWords, newTally, type Tally } from "./tally.ts";

/*
 * `npm run faults -- --schedules 5000 --seed 7`: as many random schedules as you have time for, with the real program;
 * with `--level model` over the core alone, a thousand a second.
 */

const program = [process.execPath, join(__dirname, "..", "bin", "llm-healthcheck.js")];

const LEVELS = {
	process: { atOnce: 4, play: (seed: number, tally: Tally) => playProcessSchedule(program, seed, tally) },
	model: { atOnce: 1, play: (seed: number, tally: Tally) => playSchedule(seed, tally, null) },
} as const;

async function main(): Promise<number> {
	const text = { type: "string" } as const;
	const { values } = parseArgs({ options: { schedules: text, seed: text, level: text } });
	const { schedules = "300", seed = String(Date.now() % 1_000_000), level = "process" } = values;
	if (level !== "process" && level !== "model") throw new Error(`--level is process or model, not ${level}`);
	const tally = newTally();
	const started = performance.now();
	const { play, atOnce } = LEVELS[level];
	const broken = await playMany(Number(seed), Number(schedules), (own) => play(own, tally), atOnce);
	console.log(inWords(`${level} level`, Number(seed), tally));
	console.log(`${Math.round((performance.now() - started) / 1000)} s`);
	for (const { seed: own, violations } of broken) console.error(`schedule ${own}: ${violations.join("; ")}`);
	return broken.length > 0 ? 1 : 0;
}

void main().then((exitCode) => {
	process.exitCode = exitCode;
});
