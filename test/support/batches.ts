/** Maps all of them, at most `size` at a time, and keeps their order. */
export async function inBatches<T, R>(items: readonly T[], size: number, map: (item: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	let next = 0;
	const worker = async () => {
		while (next < items.length) {
			const index = next;
			next += 1;
			results[index] = await map(items[index] as T);
		}
	};
	await Promise.all(Array.from({ length: size }, worker));
	return results;
}
