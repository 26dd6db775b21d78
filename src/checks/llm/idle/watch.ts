import type { Failure } from "../../../core/result/failure.ts";
import type { Counters } from "../../../core/result/outcome.ts";
import { type Activity, activity } from "../counters.ts";
import type { Explained, Side, Silence } from "./side.ts";

const LOOK_EVERY_MS = 1000;
/** Counters unchanged for less than this prove nothing: one step on a long prompt may take as long. */
const LEAST_SPAN_MS = 900;

export type Watched = Readonly<{ counters: Counters; activity: Activity; rule: string }>;

/** Reads counters until one advances or time is up; a single reading is compared with the previous run's. */
export async function watch(
	side: Side,
	first: Counters,
	look: () => Promise<Counters | null>,
	earlier: Counters | null,
): Promise<Watched> {
	const firstAt = performance.now();
	let latest = first;
	let latestAt = firstAt;
	let looks = 1;
	while (activity(first, latest) !== "busy" && side.remainingMs() > 50) {
		await new Promise((resolve) => setTimeout(resolve, Math.min(LOOK_EVERY_MS, side.remainingMs())));
		const next = await look();
		if (next === null) break;
		latest = next;
		latestAt = performance.now();
		looks += 1;
	}
	const sinceFirst = activity(first, latest);
	if (looks > 1 && (sinceFirst === "busy" || latestAt - firstAt >= LEAST_SPAN_MS)) {
		return { counters: latest, activity: sinceFirst, rule: `${looks} looks at the server's counters` };
	}
	const rule = earlier ? "the server's counters, against those of the run before" : "one look at the server's counters";
	return { counters: latest, activity: activity(earlier, latest), rule };
}

export function explainedBy({ counters, activity, rule }: Watched, { patience }: Silence): Explained {
	if (activity === "unknown") return { finding: null, counters };
	const { running, waiting } = counters;
	const failure: Failure = { kind: activity, ...patience, running, waiting };
	return { finding: { failure, rule, errorBody: null }, counters };
}
