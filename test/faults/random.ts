/** Chance that comes back with its seed. */
export type Random = Readonly<{
	/** From 0 up to, not including, `below`. */
	int(below: number): number;
	chance(probability: number): boolean;
	pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item;
}>;

/** Mulberry32: small, and good enough to be unlike from seed to seed. */
export function randomFrom(seed: number): Random {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return {
		int: (below) => Math.floor(next() * below),
		chance: (probability) => next() < probability,
		pick: (items) => items[Math.floor(next() * items.length)] as (typeof items)[number],
	};
}
