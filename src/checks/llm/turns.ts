/** One target's turn. */
type Turn = Readonly<{
	/** Settles when the turns that began before are over; absent when none was under way. */
	behind?: Promise<unknown>;
	/** Which of the lanes asks, counted from 0: each has a connection of its own. */
	lane: number;
}>;

/** What came of a turn. `again`: its result may be the others' doing, so it is taken once more, alone. */
type Taken<Result> = Readonly<{ result: Result; passed: boolean } | { again: true }> | null;

/** With less time than this no other turn is begun. */
const LEAST_TURN_MS = 100;

type Rules<Item, Result> = Readonly<{
	/** So many at a time, at most. */
	atOnce: number;
	remainingMs(): number;
	/** `null`: there was no time for it. `isAlone` tells, when all is over, whether no other turn was under way with it. */
	take(item: Item, turn: Turn, isAlone: () => boolean): Promise<Taken<Result>>;
}>;

/**
 * Takes the items in order, a few at a time. None is begun that would probably not be over in time: what is cut short was
 * asked in vain, and a server may still be busy with it in the next run.
 */
export async function inTurns<Item, Result>(items: readonly Item[], rules: Rules<Item, Result>): Promise<Result[]> {
	const { atOnce, remainingMs, take } = rules;
	const queue = [...items];
	const results: Result[] = [];
	const underWay = new Set<Promise<unknown>>();
	const pace = startPace();
	let begun = 0;
	let oneAtATime = atOnce === 1;
	const turnOf = async (item: Item, lane: number) => {
		const others = [...underWay];
		const mine = ++begun;
		const startedAt = performance.now();
		const isAlone = () => others.length === 0 && begun === mine;
		const turn = others.length === 0 ? { lane } : { lane, behind: Promise.allSettled(others) };
		const taken = await take(item, turn, isAlone);
		if (taken === null) return;
		pace.ended(startedAt, "passed" in taken && taken.passed);
		if ("again" in taken) {
			oneAtATime = true;
			queue.unshift(item);
			return;
		}
		results.push(taken.result);
	};
	const work = async (lane: number) => {
		while (lane === 0 || !oneAtATime) {
			if (oneAtATime) await Promise.allSettled(underWay);
			if (begun > 0 && remainingMs() < Math.max(LEAST_TURN_MS, pace.expectedMs(underWay.size + 1))) return;
			const item = queue.shift();
			if (item === undefined) return;
			const turn = turnOf(item, lane);
			underWay.add(turn);
			await turn.finally(() => underWay.delete(turn));
		}
	};
	const lanes = Array.from({ length: Math.min(atOnce, items.length) }, (_, lane) => work(lane));
	await throwing(lanes);
	// A turn that is to be taken again may have come back when the first lane was done.
	if (queue.length > 0) await work(0);
	return results;
}

/**
 * How fast a server passes one turn after another. Of two that were under way together the second counts from the end of
 * the first: so it is the same pace whether the server does one thing at a time or several.
 */
function startPace() {
	let lastEnd = 0;
	let passed = 0;
	let spentMs = 0;
	return {
		ended(startedAt: number, isPassed: boolean) {
			const now = performance.now();
			if (isPassed) {
				passed += 1;
				spentMs += now - Math.max(startedAt, lastEnd);
			}
			lastEnd = now;
		},
		/** Until so many turns are over; nothing before one has passed. */
		expectedMs: (turns: number) => (passed === 0 ? 0 : (turns * spentMs) / passed),
	};
}

/** Waits for all before it throws what one of them threw. */
async function throwing(works: readonly Promise<unknown>[]): Promise<void> {
	for (const ended of await Promise.allSettled(works)) if (ended.status === "rejected") throw ended.reason;
}
