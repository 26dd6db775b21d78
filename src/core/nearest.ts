/** The candidate that was probably meant: at most a third of its letters away; `null` when none is that near. */
export function nearest(word: string, candidates: readonly string[]): string | null {
	const wanted = word.slice(0, 64).toLowerCase();
	const ranked = candidates
		.map((candidate) => ({ candidate, edits: editDistance(wanted, candidate.toLowerCase()) }))
		.filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
		.sort((a, b) => a.edits - b.edits);
	return ranked[0]?.candidate ?? null;
}

/** Letters inserted, deleted, replaced, or swapped with their neighbour. */
function editDistance(from: string, to: string): number {
	let before: number[] = [];
	let row = Array.from({ length: to.length + 1 }, (_, index) => index);
	for (let i = 1; i <= from.length; i++) {
		const next = [i];
		for (let j = 1; j <= to.length; j++) {
			const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
			const swaps = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
			const swapped = swaps ? (before[j - 2] ?? 0) + 1 : replaced;
			next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		before = row;
		row = next;
	}
	return row[to.length] ?? 0;
}
