import type { Config } from "../config/config.ts";
import { type Advanced, advance } from "../core/alerting/advance.ts";
import { markWaiting, sendableUnsaved, withoutTargets } from "../core/alerting/outbox.ts";
import { isQuiet } from "../core/alerting/quiet.ts";
import { EMPTY_STATE, memoryOf, recordedAs, type State } from "../core/alerting/state.ts";
import { EXIT_CHECK_FAILED, EXIT_CODES } from "../core/result/exit-code.ts";
import type { Observation } from "../core/result/observe.ts";
import type { Report, TargetRecord } from "../core/result/target-record.ts";
import { worstStatus } from "../core/result/verdict.ts";
import type { Target } from "../core/target/target.ts";
import { type DeliveryParts, deliverAll } from "./deliver-all.ts";
import { observeAll, type Parts } from "./observe-all.ts";

/** The part of the deadline that is kept for recording and sending. */
const DELIVERY_SHARE = 0.25;
const DELIVERY_MAX_MS = 15_000;

/** `probe`: asks and says; remembers nothing, sends nothing. */
export async function probe(parts: Parts): Promise<Report> {
	const observations = await observeAll(parts, () => null, parts.deadlineAt);
	return reportOf(parts, recordsOf(observations), []);
}

/**
 * `check`: probe → judge → lock → load → advance → save → deliver → tick off → save → unlock.
 * A transition stands in the saved outbox before the first byte goes out, and leaves it only when it was accepted: so a
 * kill at any point loses nothing.
 */
export async function check(parts: DeliveryParts): Promise<Report> {
	const { store, deadlineAt, config } = parts;
	const deliveryMs = Math.min(DELIVERY_MAX_MS, config.deadlineMs * DELIVERY_SHARE);
	const remembered = await store.peek();
	const memory = (target: Target) => (remembered.kind === "state" ? memoryOf(remembered.state, target) : null);
	const observations = await observeAll(parts, memory, deadlineAt - deliveryMs);

	const lock = await store.lock(deadlineAt - deliveryMs / 2);
	if (lock.kind === "busy") {
		const known = remembered.kind === "state" ? remembered.state : EMPTY_STATE;
		return reportOf(parts, unrecorded(parts, observations, known), [lock.problem]);
	}
	try {
		return await recordAndDeliver(parts, observations, lock.kind === "unprotected" ? [lock.problem] : []);
	} finally {
		store.unlock();
	}
}

/** As this run shows them when another one records: for how many runs a soft cause has held is known all the same. */
function unrecorded(
	{ config, now }: DeliveryParts,
	observations: readonly Observation[],
	known: State,
): readonly TargetRecord[] {
	const { state, records } = advance(known, observations, [], now());
	const names = config.notifiers.map(({ name }) => name);
	const marked = markWaiting({ ...state, outbox: known.outbox }, names, () => "none");
	return records.map((record) => recordedAs(marked, record));
}

async function recordAndDeliver(
	parts: DeliveryParts,
	observations: readonly Observation[],
	unlocked: readonly string[],
): Promise<Report> {
	const { store, config } = parts;
	const loaded = await store.load();
	const now = parts.now();
	const { advanced, sendable, unsaved } = record(parts, observations, loaded.state, now);

	const stateFault = unsaved !== null ? "unsaved" : loaded.lost ? "lost" : null;
	const delivered = await deliverAll(parts, {
		state: advanced.state,
		sendable: withoutTargets(sendable, quietTargets(config, now)),
		stateFault,
	});
	// What keeps the lock from being written mostly keeps the state from it too: said once.
	const unkept = unsaved === null ? unlocked : [unsaved, UNCOUNTED];
	const problems = [...loaded.warnings, ...unkept, ...delivered.problems];
	const records = advanced.records.map((record) => recordedAs(delivered.state, record));
	return reportOf(parts, records, [...new Set(problems)]);
}

const UNCOUNTED =
	"what is counted over several runs cannot be kept: a failure is sent at once, whatever alertAfter says, and a busy or loading model stays degraded";

/** `unsaved`: why the state could not be saved, in words; `null` when it was. */
type SavedState = Readonly<{ advanced: Advanced; sendable: State; unsaved: string | null }>;

/** The next state, saved. Where it cannot be, no later run would count on from this one: so a failure is sent by this one. */
function record(
	{ store, config }: DeliveryParts,
	observations: readonly Observation[],
	before: State,
	now: number,
): SavedState {
	const counted = advance(before, observations, config.notifiers, now);
	const unsaved = store.save(counted.state);
	if (unsaved === null) return { advanced: counted, sendable: counted.state, unsaved };
	const advanced = advance(before, observations.map(sentAtOnce), config.notifiers, now);
	return { advanced, sendable: sendableUnsaved(advanced.state, before), unsaved };
}

function sentAtOnce(observation: Observation): Observation {
	return { ...observation, policy: { ...observation.policy, alertAfter: 1 } };
}

function quietTargets({ quiet }: Config, now: number): ReadonlySet<string> {
	return new Set([...quiet].filter(([, windows]) => isQuiet(windows, now)).map(([name]) => name));
}

function recordsOf(observations: readonly Observation[]): readonly TargetRecord[] {
	return observations.map(({ record }) => record);
}

function reportOf(parts: Parts, records: readonly TargetRecord[], problems: readonly string[]): Report {
	const { config, version, now } = parts;
	const unprobed = unprobedOf(config, records);
	const exitCode = EXIT_CODES[worstStatus(records.map((record) => record.status))];
	return {
		version,
		time: new Date(now()).toISOString(),
		// What was found down stays down; but with a target unknown, "all well" would be a guess.
		exitCode: unprobed.length > 0 && exitCode === 0 ? EXIT_CHECK_FAILED : exitCode,
		targets: records,
		unprobed,
		warnings: [...config.warnings, ...problems, ...(unprobed.length > 0 ? [inWords(unprobed, parts)] : [])],
	};
}

/** The targets that the deadline left no time for. */
function unprobedOf({ targets }: Config, records: readonly TargetRecord[]): readonly string[] {
	const probed = new Set(records.map(({ target }) => target));
	return targets.map(({ target }) => target.name).filter((name) => !probed.has(name));
}

function inWords(unprobed: readonly string[], { limit }: Parts): string {
	const within = `${Math.round(limit.ms) / 1000} s`;
	return `not probed within ${within}, so nothing new is known of: ${unprobed.join(", ")}. Raise ${limit.flag}, or check fewer targets in one run`;
}
