import type { Config, NotifierSetup, TargetSetup } from "./config/config.ts";
import { type Advanced, advance, pendingFor, tellableUnsaved, tick, withoutTargets } from "./core/advance.ts";
import type { Transition } from "./core/alert.ts";
import type { Delivery } from "./core/delivery.ts";
import { type Observation, observe } from "./core/observe.ts";
import type { ProbeMemory } from "./core/outcome.ts";
import { isQuiet } from "./core/quiet.ts";
import type { Report, TargetRecord } from "./core/record.ts";
import { groupByServer } from "./core/servers.ts";
import { memoryOf, rememberedOf, type State } from "./core/state.ts";
import type { Target } from "./core/target.ts";
import { EXIT_CHECK_FAILED, EXIT_CODES, worstStatus } from "./core/verdict.ts";
import type { ProbeContext, probeServer } from "./probe/probe-server.ts";
import type { StateStore } from "./state/store.ts";

/** What a run needs of the world, handed in. Moments are on the monotonic clock, in milliseconds, unless said. */
export type Parts = Readonly<{
	config: Config;
	version: string;
	userAgent: string;
	deadlineAt: number;
	/** Milliseconds since the epoch. */
	now(): number;
	sleep(ms: number): Promise<void>;
	probeServer: typeof probeServer;
	/** So many servers are asked at once: what the open-file limit allows. */
	maxConnections: number;
	trace: ProbeContext["trace"];
}>;

/** What goes with the transitions that a notifier is handed. */
type TellContext = Readonly<{ deadlineAt: number; mayRepeat: boolean }>;
export type Tell = (notifier: NotifierSetup, due: readonly Transition[], context: TellContext) => Promise<Delivery>;

export type CheckParts = Parts & Readonly<{ store: StateStore; tell: Tell }>;

/** Servers start this far apart, so that a fleet's own start does not show up as server latency. */
const PACE_MS = 1.2;
/** A server that had to wait for others to be asked gets at least this long, or half of all time if that is less. */
const LEAST_TURN_MS = 5000;
/** The part of the deadline that is kept for recording and telling. */
const TELL_SHARE = 0.25;
const TELL_MAX_MS = 15_000;

/** `probe`: asks and says; remembers nothing, tells nobody. */
export async function probe(parts: Parts): Promise<Report> {
	const observations = await observeAll(parts, () => null, parts.deadlineAt);
	return reportOf(parts, recordsOf(observations), []);
}

/**
 * `check`: probe → judge → lock → load → advance → save → tell → tick off → save → unlock.
 * A transition stands in the saved outbox before the first byte goes out, and leaves it only when it was taken: so a
 * kill at any point loses nothing.
 */
export async function check(parts: CheckParts): Promise<Report> {
	const { store, deadlineAt, config } = parts;
	const tellMs = Math.min(TELL_MAX_MS, config.deadlineMs * TELL_SHARE);
	const remembered = await store.peek();
	const memory = (target: Target) => (remembered.kind === "state" ? memoryOf(remembered.state, target) : null);
	const observations = await observeAll(parts, memory, deadlineAt - tellMs);

	const lock = await store.lock(deadlineAt - tellMs / 2);
	if (lock.kind === "busy") return reportOf(parts, recordsOf(observations), [lock.problem]);
	try {
		return await recordAndTell(parts, observations);
	} finally {
		store.unlock();
	}
}

async function recordAndTell(parts: CheckParts, observations: readonly Observation[]): Promise<Report> {
	const { store, config } = parts;
	const loaded = await store.load();
	const now = parts.now();
	const { advanced, tellable, unsaved } = record(parts, observations, loaded.state, now);

	const due = withoutTargets(tellable, quietTargets(config, now));
	const told = await tellAll(parts, advanced.state, due, loaded.mayRepeat || unsaved !== null);
	const problems = [...loaded.warnings, ...(unsaved === null ? [] : [unsaved, UNCOUNTED]), ...told.problems];
	const records = advanced.records.map((record) => withAlert(record, told.state));
	return reportOf(parts, records, [...new Set(problems)]);
}

const UNCOUNTED =
	"what is counted over several runs cannot be kept: trouble is told at once, whatever alertAfter says, and a busy or loading model stays degraded";

/** `unsaved`: why the state could not be saved, in words; `null` when it was. */
type Recorded = Readonly<{ advanced: Advanced; tellable: State; unsaved: string | null }>;

/** The next state, saved. Where it cannot be, no later run would count on from this one: so trouble is told by this one. */
function record(
	{ store, config }: CheckParts,
	observations: readonly Observation[],
	before: State,
	now: number,
): Recorded {
	const counted = advance(before, observations, config.notifiers, now);
	const unsaved = store.save(counted.state);
	if (unsaved === null) return { advanced: counted, tellable: counted.state, unsaved };
	const advanced = advance(before, observations.map(toldAtOnce), config.notifiers, now);
	return { advanced, tellable: tellableUnsaved(advanced.state, before), unsaved };
}

function toldAtOnce(observation: Observation): Observation {
	return { ...observation, policy: { ...observation.policy, alertAfter: 1 } };
}

/** The record as it stands after telling; one that came too late to be recorded stays as it was seen. */
function withAlert(record: TargetRecord, state: State): TargetRecord {
	const recorded = rememberedOf(state, record.target)?.record;
	return recorded?.time === record.time ? recorded : record;
}

function quietTargets({ quiet }: Config, now: number): ReadonlySet<string> {
	return new Set([...quiet].filter(([, windows]) => isQuiet(windows, now)).map(([name]) => name));
}

type Told = Readonly<{ state: State; problems: readonly string[] }>;

/** Every notifier gets what waits for it. What it took is ticked off and saved at once, the rest stays for the next run. */
async function tellAll(parts: CheckParts, state: State, tellable: State, mayRepeat: boolean): Promise<Told> {
	const { config, deadlineAt, tell, store } = parts;
	const problems: string[] = [];
	let told = state;
	const tellOne = async (notifier: NotifierSetup) => {
		const due = pendingFor(tellable, notifier.name);
		if (due.length === 0) return;
		const delivery = await tell(notifier, due, { deadlineAt, mayRepeat });
		if (delivery.kind === "delivered") {
			told = tick(
				told,
				notifier.name,
				due.map(({ id }) => id),
			);
			const unsaved = store.save(told);
			if (unsaved) problems.push(unsaved);
		} else {
			problems.push(`${notifier.name}: ${delivery.reason}`);
		}
	};
	await Promise.all(config.notifiers.map(tellOne));
	return { state: told, problems };
}

/**
 * All servers in parallel, their starts paced; the targets of one server one after another. In the order given.
 * A target whose turn did not come before the deadline is missing: nothing is known of it.
 */
async function observeAll(
	parts: Parts,
	memory: (target: Target) => ProbeMemory | null,
	deadlineAt: number,
): Promise<readonly Observation[]> {
	const { config, userAgent, now, trace } = parts;
	const context: ProbeContext = { deadlineAt, userAgent, now, trace };
	const observations = new Map<string, Observation>();
	const hasTime = () => deadlineAt - performance.now() >= Math.min(LEAST_TURN_MS, config.deadlineMs / 2);
	await forEachPaced(groupByServer(config.targets), { ...parts, hasTime }, async (setups) => {
		const requests = setups.map(({ target, access }) => ({ target, access, memory: memory(target) }));
		for (const [index, result] of (await parts.probeServer(requests, context)).entries()) {
			const { target, policy } = setups[index] as TargetSetup;
			observations.set(target.name, observe(result, policy));
		}
	});
	return config.targets.flatMap(({ target }) => observations.get(target.name) ?? []);
}

/**
 * Starts `work` on each item in turn, some time apart, with at most `maxConnections` under way. One that had to wait for
 * another is not begun without time for it: it would be blamed for that other.
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
	// Thrown when all is over: who is out of file descriptors needs those of the others to say so.
	for (const ended of lanes) if (ended.status === "rejected") throw ended.reason;
}

function recordsOf(observations: readonly Observation[]): readonly TargetRecord[] {
	return observations.map(({ record }) => record);
}

function reportOf(parts: Parts, records: readonly TargetRecord[], problems: readonly string[]): Report {
	const { config, version, now } = parts;
	const unknown = unprobed(config, records);
	const exitCode = EXIT_CODES[worstStatus(records.map((record) => record.status))];
	return {
		version,
		time: new Date(now()).toISOString(),
		// What was found down stays down; but with a target unknown, "all well" would be a guess.
		exitCode: unknown && exitCode === 0 ? EXIT_CHECK_FAILED : exitCode,
		targets: records,
		warnings: [...config.warnings, ...problems, ...(unknown ? [unknown] : [])],
	};
}

/** Names the targets that the deadline left no time for; `null`: none. */
function unprobed({ targets, deadlineMs }: Config, records: readonly TargetRecord[]): string | null {
	const probed = new Set(records.map(({ target }) => target));
	const names = targets.map(({ target }) => target.name).filter((name) => !probed.has(name));
	if (names.length === 0) return null;
	return `not probed within the deadline of ${deadlineMs / 1000} s, so nothing is known of: ${names.join(", ")}. Raise --deadline, or check fewer targets in one run`;
}
