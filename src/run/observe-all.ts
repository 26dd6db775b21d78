import type { ProbeContext, Prober, Probers } from "../checks/prober.ts";
import type { Config, TargetSetup } from "../config/config.ts";
import type { AlertPolicy } from "../core/alerting/policy.ts";
import { KINDS, type Kinds } from "../core/result/kinds.ts";
import { type Observation, observe } from "../core/result/observe.ts";
import type { ProbeMemory } from "../core/result/outcome.ts";
import type { TargetFacts } from "../core/result/target-facts.ts";
import type { Target, TargetKind } from "../core/target/target.ts";

/** The dependencies of a run. Times are on the monotonic clock, in milliseconds, unless noted. */
export type Parts = Readonly<{
	config: Config;
	version: string;
	userAgent: string;
	deadlineAt: number;
	/** The time limit of the whole run, and the flag that sets it. */
	limit: Readonly<{ ms: number; flag: "--deadline" | "--timeout" }>;
	/** Milliseconds since the epoch. */
	now(): number;
	sleep(ms: number): Promise<void>;
	probers: Probers;
	/** The maximum number of parallel connections: what the open-file limit allows. */
	maxConnections: number;
	trace: ProbeContext["trace"];
}>;

/** Servers start this far apart, so that starting many probes does not show up as server latency. */
const PACE_MS = 1;
/** A server that had to wait for others gets at least this long, or half of the whole time if that is less. */
const LEAST_TURN_MS = 5000;

/** What earlier runs recorded about a target: what they learned, and when it was last probed. */
export type Remembered = ProbeMemory & Readonly<{ facts: Pick<TargetFacts, "time"> }>;

/** Targets of one kind on one server: probed in one call. */
type ServerGroup = Readonly<{ prober: Prober; setups: readonly TargetSetup[] }>;

/**
 * Probes all servers in parallel with paced starts, and a few targets of each server at a time. The targets checked
 * longest ago go first, so that a short deadline does not always skip the same ones. The result is in the given order.
 * A target that the deadline left no time for is missing: nothing is known about it.
 */
export async function observeAll(
	parts: Parts,
	memory: (target: Target) => Remembered | null,
	deadlineAt: number,
	kinds: Kinds = KINDS,
): Promise<readonly Observation[]> {
	const { config, limit, userAgent, now, trace, probers } = parts;
	const context: ProbeContext = { deadlineAt, userAgent, now, trace };
	const observations = new Map<string, Observation>();
	const hasTime = () => deadlineAt - performance.now() >= Math.min(LEAST_TURN_MS, limit.ms / 2);
	const groups = await groupByServer(oldestFirst(config.targets, memory), probers);
	const policies = new Map(config.targets.map(({ target, policy }) => [target.name, policy]));
	const lanes = Math.max(1, Math.floor(parts.maxConnections / mostPerServer(groups)));
	await forEachPaced(groups, { ...parts, maxConnections: lanes, hasTime }, async ({ prober, setups }) => {
		const requests = setups.map(({ target, access }) => ({ target, access, memory: memory(target) }));
		for (const result of await prober.probe(requests, context)) {
			const { name } = result.target;
			observations.set(name, observe(result, policies.get(name) as AlertPolicy, kinds));
		}
	});
	return config.targets.flatMap(({ target }) => observations.get(target.name) ?? []);
}

/** Targets never checked come first. */
function oldestFirst(
	targets: readonly TargetSetup[],
	memory: (target: Target) => Remembered | null,
): readonly TargetSetup[] {
	if (targets.length < 2) return targets;
	const times = new Map(targets.map(({ target }) => [target.name, memory(target)?.facts.time ?? ""]));
	const timeOf = ({ target }: TargetSetup) => times.get(target.name) ?? "";
	return targets.toSorted((one, other) => (timeOf(one) < timeOf(other) ? -1 : Number(timeOf(one) > timeOf(other))));
}

/** The most connections that any one server may need. */
function mostPerServer(groups: readonly ServerGroup[]): number {
	return Math.max(1, ...groups.map(({ setups }) => Math.min(setups.length, setups[0]?.target.perServer ?? 1)));
}

async function groupByServer(targets: readonly TargetSetup[], probers: Probers): Promise<readonly ServerGroup[]> {
	const loaded = await loadProbers(targets, probers);
	const groups = new Map<string, { prober: Prober; setups: TargetSetup[] }>();
	for (const setup of targets) {
		const { target, access } = setup;
		const prober = loaded.get(target.kind) as Prober;
		const key = `${target.kind} ${prober.serverKey(target, access)}`;
		const group = groups.get(key);
		if (group) group.setups.push(setup);
		else groups.set(key, { prober, setups: [setup] });
	}
	return [...groups.values()];
}

/** Loads only the probers that the targets need. */
async function loadProbers(targets: readonly TargetSetup[], probers: Probers): Promise<Map<TargetKind, Prober>> {
	const loaded = new Map<TargetKind, Prober>();
	for (const kind of new Set(targets.map(({ target }) => target.kind))) loaded.set(kind, await probers[kind]());
	return loaded;
}

/**
 * Starts `work` on each item in turn, some time apart, with at most `maxConnections` running. An item that had to wait
 * is not started without enough time: its time-out would be due to the others.
 */
async function forEachPaced<Item>(
	items: readonly Item[],
	{ sleep, maxConnections, hasTime }: Pick<Parts, "sleep" | "maxConnections"> & Readonly<{ hasTime(): boolean }>,
	work: (item: Item) => Promise<void>,
): Promise<void> {
	const queue = items.entries();
	const lane = async () => {
		for (const [index, item] of queue) {
			if (index > 0 && index < maxConnections) await sleep(index * PACE_MS);
			if (index >= maxConnections && !hasTime()) return;
			await work(item);
		}
	};
	const lanes = await Promise.allSettled(Array.from({ length: Math.min(maxConnections, items.length) }, lane));
	// Thrown only when all are done: if file descriptors ran out, the report needs those that the others free.
	for (const ended of lanes) if (ended.status === "rejected") throw ended.reason;
}
