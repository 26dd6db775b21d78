import { type Advanced, type AlertContext, advance } from "../core/alerting/advance.ts";
import { markWaiting, sendableUnsaved, withoutTargets } from "../core/alerting/outbox.ts";
import { heldTargets } from "../core/alerting/quiet.ts";
import { EMPTY_STATE, memoryOf, recordedFacts, type State } from "../core/alerting/state.ts";
import type { Observation } from "../core/result/observe.ts";
import type { Report } from "../core/result/report.ts";
import type { TargetFacts } from "../core/result/target-facts.ts";
import type { Target } from "../core/target/target.ts";
import { deliveryMs } from "../core/target/time.ts";
import { buildReport } from "./build-report.ts";
import { type DeliveryParts, deliverAll } from "./deliver-all.ts";
import { observeAll } from "./observe-all.ts";

/**
 * `check`: probe → judge → lock → load → advance → save → deliver → tick off → save → unlock.
 * A transition is in the saved outbox before the first byte is sent, and leaves it only once accepted: a kill at any
 * point loses nothing.
 */
export async function check(parts: DeliveryParts): Promise<Report> {
	const { store, deadlineAt, config } = parts;
	const keptMs = deliveryMs(config.deadlineMs);
	const remembered = await store.peek();
	const memory = (target: Target) => (remembered.kind === "state" ? memoryOf(remembered.state, target) : null);
	const observations = await observeAll(parts, memory, deadlineAt - keptMs);

	const lock = await store.lock(deadlineAt - keptMs / 2);
	if (lock.kind === "busy") {
		const known = remembered.kind === "state" ? remembered.state : EMPTY_STATE;
		return buildReport(parts, unrecorded(parts, observations, known), [lock.problem]);
	}
	try {
		return await recordAndDeliver(parts, observations, lock.kind === "unprotected" ? [lock.problem] : []);
	} finally {
		store.unlock();
	}
}

/** What this run shows while another one records. Counts the recorded runs of a soft cause all the same. */
function unrecorded(
	{ config, now }: DeliveryParts,
	observations: readonly Observation[],
	known: State,
): readonly TargetFacts[] {
	const { state, targets } = advance(known, observations, { listeners: [], held: new Set(), now: now() });
	const names = config.notifiers.map(({ name }) => name);
	const marked = markWaiting({ ...state, outbox: known.outbox }, names, () => "none");
	return targets.map((facts) => recordedFacts(marked, facts));
}

async function recordAndDeliver(
	parts: DeliveryParts,
	observations: readonly Observation[],
	unlocked: readonly string[],
): Promise<Report> {
	const { store, config } = parts;
	const loaded = await store.load();
	const now = parts.now();
	const held = heldTargets(config.quiet, now);
	const { advanced, sendable, unsaved } = record(parts, observations, loaded.state, {
		listeners: config.notifiers,
		held,
		now,
	});

	const stateProblem = unsaved !== null ? "unsaved" : loaded.lost ? "lost" : null;
	const delivered = await deliverAll(parts, {
		state: advanced.state,
		sendable: withoutTargets(sendable, held),
		stateProblem,
	});
	// Usually one problem prevents writing both the lock and the state. Report it once.
	const unkept = unsaved === null ? unlocked : [unsaved, UNCOUNTED];
	const problems = [...loaded.warnings, ...unkept, ...delivered.problems];
	const targets = advanced.targets.map((facts) => recordedFacts(delivered.state, facts));
	return buildReport(parts, targets, [...new Set(problems)]);
}

const UNCOUNTED =
	"what is counted over several runs cannot be kept: a failure is sent at once, whatever alertAfter says, and a busy or loading model stays degraded";

/** `unsaved`: why the state could not be saved, in words; `null` when it was. */
type SavedState = Readonly<{ advanced: Advanced; sendable: State; unsaved: string | null }>;

/** Saves the next state. If that fails, no later run can count this one, so this one sends each failure at once. */
function record(
	{ store }: DeliveryParts,
	observations: readonly Observation[],
	before: State,
	context: AlertContext,
): SavedState {
	const counted = advance(before, observations, context);
	const unsaved = store.save(counted.state);
	if (unsaved === null) return { advanced: counted, sendable: counted.state, unsaved };
	const advanced = advance(before, observations.map(sentAtOnce), context);
	return { advanced, sendable: sendableUnsaved(advanced.state, before), unsaved };
}

function sentAtOnce(observation: Observation): Observation {
	return { ...observation, policy: { ...observation.policy, alertAfter: 1 } };
}
