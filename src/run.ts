import type { Config, TargetSetup } from "./config/config.ts";
import { advance, tick } from "./core/advance.ts";
import { type Observation, observe } from "./core/observe.ts";
import type { ProbeMemory, ProbeResult } from "./core/outcome.ts";
import type { Report, TargetRecord } from "./core/record.ts";
import { groupByServer } from "./core/servers.ts";
import type { State } from "./core/state.ts";
import { EXIT_CODES, worstStatus } from "./core/verdict.ts";
import type { Deliver } from "./notify/notifiers.ts";
import type { ProbeContext, ProbeRequest } from "./probe/probe-server.ts";
import type { StateStore } from "./state/store.ts";

/** What a run needs of the world, handed in. Times are milliseconds. */
export type Parts = Readonly<{
	config: Config;
	version: string;
	/** The end of the run, on the monotonic clock of `monotonic()`. */
	deadlineAt: number;
	now(): number;
	monotonic(): number;
	sleep(ms: number): Promise<void>;
	probeServer(requests: readonly ProbeRequest[], context: ProbeContext): Promise<ProbeResult[]>;
	trace: ProbeContext["trace"];
}>;

export type CheckParts = Parts & Readonly<{ store: StateStore; deliver: Deliver; hostname: string }>;

/** Servers start this far apart, so that a fleet's own start does not show up as server latency. */
const PACE_MS = 1.5;
/** The part of the deadline kept for recording and telling. */
const TELL_SHARE = 0.2;
const TELL_MAX_MS = 10_000;

/** `probe`: asks and says; remembers nothing, tells nobody. */
export async function probe(parts: Parts): Promise<Report> {
	const observations = await observeAll(parts, null, parts.deadlineAt);
	return report(parts, observations.map(({ record }) => record), []);
}

/** `check`: probe → judge → lock → load → advance → save → tell → tick off → save → unlock. */
export async function check(parts: CheckParts): Promise<Report> {
	const { store, config } = parts;
	const remembered = store.peek();
	const tellMs = Math.min(TELL_MAX_MS, config.deadlineMs * TELL_SHARE);
	const observations = await observeAll(parts, remembered, parts.deadlineAt - tellMs);

	const lock = await store.lock(parts.deadlineAt - tellMs / 2);
	if (!lock.held) {
		return report(parts, observations.map(({ record }) => record), [lock.problem]);
	}
	try {
		return await recordAndTell(parts, observations);
	} finally {
		store.unlock();
	}
}
