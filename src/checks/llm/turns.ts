/** One target's turn. */
type Turn = Readonly<{
	/** Settles when earlier turns are done; absent when none was running. */
	behind?: Promise<unknown>;
	/** The lane's number, from 0: each lane has a separate connection. */
	lane: number;
}>;

/** A turn's result. `again`: parallel turns may have affected it, so it is repeated alone. */
type TurnResult<Result> = Readonly<{ result: Result; passed: boolean } | { again: true }> | null;

/** With less time left no further turn starts. */
const LEAST_TURN_MS = 100;

type Rules<Item, Result> = Readonly<{
	/** The maximum number of parallel turns. */
	atOnce: number;
	remainingMs(): number;
	/** `null`: no time for it. `isAlone`: whether no other turn overlapped; to call when the turn is done. */
	take(item: Item, turn: Turn, isAlone: () => boolean): Promise<TurnResult<Result>>;
}>;

/**
 * Takes the items in order, a few at a time. Starts none that would probably not finish in time: a request cut short is
 * wasted, and may still occupy the server in the next run.
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
		const ended = await take(item, turn, isAlone);
		if (ended === null) return;
		pace.ended(startedAt, "passed" in ended && ended.passed);
		if ("again" in ended) {
			oneAtATime = true;
			queue.unshift(item);
			return;
		}
		results.push(ended.result);
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
	// A turn to repeat may have been queued after the first lane finished.
	if (queue.length > 0) await work(0);
	return results;
}

/**
 * How fast a server passes turns. A turn that overlaps an earlier one counts from the end of that one, so the pace is
 * right whether the server works serially or in parallel.
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
		/** The expected time for so many turns; 0 before one has passed. */
		expectedMs: (turns: number) => (passed === 0 ? 0 : (turns * spentMs) / passed),
	};
}

/** Waits for all, then throws the first error. */
async function throwing(works: readonly Promise<unknown>[]): Promise<void> {
	for (const ended of await Promise.allSettled(works)) if (ended.status === "rejected") throw ended.reason;
}
