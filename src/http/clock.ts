import type { CallPatience } from "./reply.ts";

const CONNECT_TIMEOUT_MS = 5000;

/** How long a call may take. */
export type CallLimits = Readonly<{
	/** From now, or from the end of `behind`, to the answer complete. */
	timeoutMs: number;
	/** Settles when what the server was asked before is over: it may do one thing at a time, and that is not this call's delay. */
	behind?: Promise<unknown>;
	/** On `performance.now()`'s scale: the call ends then at the latest. */
	deadlineAt: number;
}>;

type Expired = (patience: CallPatience) => void;

/** Tells when the time to connect is over, and when all time is. */
export function startClock(
	{ timeoutMs, deadlineAt, behind }: CallLimits,
	expired: Readonly<{ connecting: Expired; all: Expired }>,
): Readonly<{ stop(): void }> {
	const timers: NodeJS.Timeout[] = [];
	let isStopped = false;
	const within = (ms: number, tell: Expired) => {
		if (isStopped) return;
		const leftMs = deadlineAt - performance.now();
		const patience = { timeoutMs: Math.max(1, Math.round(Math.min(ms, leftMs))), cutShort: leftMs < ms };
		// What came while this process was kept from looking is looked at first.
		timers.push(setTimeout(() => setImmediate(tell, patience), patience.timeoutMs));
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
