export type Broken = Readonly<{ seed: number; violations: readonly string[] }>;

/** The seeds of a run: far enough apart that those of two runs never meet. */
export function seedAt(seed: number, index: number): number {
	return seed * 1_000_003 + index;
}

/** Plays schedules, some at a time since they wait more than they compute, and brings back those that broke a promise. */
export async function playMany(
	seed: number,
	schedules: number,
	play: (seed: number) => Promise<readonly string[]>,
	atOnce = 4,
): Promise<readonly Broken[]> {
	const broken: Broken[] = [];
	let next = 0;
	const lane = async () => {
		while (next < schedules) {
			const own = seedAt(seed, next);
			next += 1;
			const violations = await play(own);
			if (violations.length > 0) broken.push({ seed: own, violations });
		}
	};
	await Promise.all(Array.from({ length: atOnce }, lane));
	return broken;
}
