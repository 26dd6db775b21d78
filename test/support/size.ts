/**
 * Whether everything runs (`npm run test:all`), or what shows by day that nothing is broken (`npm test`).
 * Files named `*.all.test.ts` run in the former only; tables and random cases take their size from here.
 */
const ALL = process.env.TESTS === "all";

/** How many random cases. */
export function cases(byDay: number, all: number): number {
	return ALL ? all : byDay;
}

/** Of a table's rows by day so many, from all over it: each kind of row is proven in process too. */
export function someOf<const Rows extends readonly unknown[]>(byDay: number, rows: Rows): readonly Rows[number][] {
	if (ALL) return rows;
	return Array.from({ length: byDay }, (_, index) => rows[Math.floor((index * rows.length) / byDay)]);
}
