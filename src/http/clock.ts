import type { CallPatience } from "./reply.ts";

const CONNECT_TIMEOUT_MS = 5000;

/** How long a call may take. */
export type CallLimits = Readonly<{
	/** From now, or from the end of `behind`, to the answer complete. */
	timeoutMs: number;
	/** Settles when earlier requests are done: a server may work serially, and that wait is not this call's delay. */
	behind?: Promise<unknown>;
	/** On `performance.now()`'s scale: the latest end of the call. */
	deadlineAt: number;
}>;

type Expired = (patience: CallPatience) => void;

/** Reports when the time to connect is over, and when the whole time is. */
export function startClock(
	{ timeoutMs, deadlineAt, behind }: CallLimits,
	expired: Readonly<{ connecting: Expired; all: Expired }>,
): Readonly<{ stop(): void }> {
	const timers: NodeJS.Timeout[] = [];
	let isStopped = false;
	const within = (ms: number, onExpired: Expired) => {
		if (isStopped) return;
		const leftMs = deadlineAt - performance.now();
		const patience = { timeoutMs: Math.max(1, Math.round(Math.min(ms, leftMs))), cutShort: leftMs < ms };
		// Data that arrived while this process was blocked is read first.
		timers.push(setTimeout(() => setImmediate(onExpired, patience), patience.timeoutMs));
	};
	within(Math.min(CONNECT_TIMEOUT_MS, timeoutMs), expired.connecting);
	if (behind === undefined) {
		within(timeoutMs, expired.all);
	} else {
		within(Number.POSITIVE_INFINITY, expired.all);
		void behind.then(() => within(timeoutMs, expired.all));
	}
	return {
		stop() {
			isStopped = true;
			for (const timer of timers) clearTimeout(timer);
		},
	};
}
