import type { Parts } from "../run/observe-all.ts";
import type { Host } from "./command.ts";

type Trace = NonNullable<Parts["trace"]>;

/** For a person who watches: what is under way, with its seconds, once it takes longer than one. */
export type Watch = Readonly<{ trace: Trace | null; say(label: string, startedAt: number): () => void; stop(): void }>;

const NOBODY: Watch = { trace: null, say: () => () => undefined, stop: () => undefined };

/** Nothing at all unless stderr is a terminal. */
export async function startWatch(host: Host): Promise<Watch> {
	if (host.stderrColumns === null) return NOBODY;
	const { followTrace, startProgress } = await import("../report/progress.ts");
	const progress = startProgress({
		write: host.writeError,
		now: () => performance.now(),
		every(ms, tick) {
			const timer = setInterval(tick, ms).unref();
			return () => clearInterval(timer);
		},
		columns: host.stderrColumns,
	});
	return { trace: followTrace(progress), say: progress.begin, stop: progress.stop };
}
