import { type Command, type Measured, measure } from "./meter.ts";
import { type Spread, shuffled, spreadOf } from "./statistics.ts";

/** Name → command. */
export type Contestants = Readonly<Record<string, Command>>;
export type Results = Readonly<Record<string, readonly Measured[]>>;
export type CampaignOptions = Readonly<{ rounds: number; warmUps: number; folder: string; memory?: boolean }>;

/** Every command once a round, in a new order each time: what else the machine does then falls on all alike. */
export function campaign(contestants: Contestants, options: CampaignOptions): Results {
	const { rounds, warmUps, folder, memory } = options;
	const results: Record<string, Measured[]> = {};
	for (const name of Object.keys(contestants)) results[name] = [];
	for (let round = -warmUps; round < rounds; round++) {
		for (const [name, command] of shuffled(Object.entries(contestants))) {
			const measured = measure(command, folder, memory);
			if (round >= 0) results[name]?.push(measured);
		}
	}
	return results;
}

type Quantity = Exclude<keyof Measured, "stdout">;

export function valuesOf(results: Results, name: string, quantity: Quantity): number[] {
	return (results[name] ?? []).map((measured) => measured[quantity] ?? Number.NaN);
}

/** Round by round, so that a slow second of the machine falls on both. */
export function ratio(results: Results, name: string, base: string, quantity: Quantity = "cpuMs"): Spread {
	const bases = valuesOf(results, base, quantity);
	return spreadOf(valuesOf(results, name, quantity).map((value, round) => value / (bases[round] ?? Number.NaN)));
}
