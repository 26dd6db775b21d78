import type { NotifierSetup } from "../config/config.ts";
import { type Advanced, type AlertContext, advance } from "../core/alerting/advance.ts";
import type { Delivery } from "../core/alerting/delivery.ts";
import { pendingFor, tellableUnsaved, tick, withoutTargets } from "../core/alerting/outbox.ts";
import { heldTargets } from "../core/alerting/quiet.ts";
import { EMPTY_STATE, memoryOf, rememberedOf, type State, type StateProblem } from "../core/alerting/state.ts";
import type { Transition } from "../core/alerting/transition.ts";
import type { Observation } from "../core/result/observe.ts";
import type { Report } from "../core/result/report.ts";
import type { TargetFacts } from "../core/result/target-facts.ts";
import type { Target } from "../core/target/target.ts";
import type { StateStore } from "../store/store.ts";
import { buildReport } from "./build-report.ts";
import { observeAll, type Parts } from "./observe-all.ts";

/** What goes with the transitions that a notifier is handed. */
type TellContext = Readonly<{ deadlineAt: number; stateProblem: StateProblem | null }>;
export type Tell = (notifier: NotifierSetup, due: readonly Transition[], context: TellContext) => Promise<Delivery>;

export type CheckParts = Parts & Readonly<{ store: StateStore; tell: Tell }>;

/** The part of the deadline that is kept for recording and telling. */
const TELL_SHARE = 0.25;
const TELL_MAX_MS = 15_000;

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
		const { targets } = advance(known, observations, { listeners: [], held: new Set(), now: parts.now() });
		return buildReport(parts, targets, [lock.problem]);
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
	const held = heldTargets(config.quiet, now);
	const { advanced, tellable, unsaved } = record(parts, observations, loaded.state, {
		listeners: config.notifiers,
		held,
		now,
	});

	const stateProblem = unsaved !== null ? "unsaved" : loaded.lost ? "lost" : null;
	const told = await tellAll(parts, {
		state: advanced.state,
		tellable: withoutTargets(tellable, held),
		stateProblem,
	});
	// What keeps the lock from being written mostly keeps the state from it too: said once.
	const unkept = unsaved === null ? unlocked : [unsaved, UNCOUNTED];
	const problems = [...loaded.warnings, ...unkept, ...told.problems];
	const targets = advanced.targets.map((facts) => withAlert(facts, told.state));
	return buildReport(parts, targets, [...new Set(problems)]);
}

const UNCOUNTED =
	"what is counted over several runs cannot be kept: a failure is sent at once, whatever alertAfter says, and a busy or loading model stays degraded";

/** `unsaved`: why the state could not be saved, in words; `null` when it was. */
type SavedState = Readonly<{ advanced: Advanced; sendable: State; unsaved: string | null }>;

/** The next state, saved. Where it cannot be, no later run would count on from this one: so a failure is sent by this one. */
function record(
	{ store }: CheckParts,
	observations: readonly Observation[],
	before: State,
	context: AlertContext,
): SavedState {
	const counted = advance(before, observations, context);
	const unsaved = store.save(counted.state);
	if (unsaved === null) return { advanced: counted, tellable: counted.state, unsaved };
	const advanced = advance(before, observations.map(toldAtOnce), context);
	return { advanced, tellable: tellableUnsaved(advanced.state, before), unsaved };
}

function sentAtOnce(observation: Observation): Observation {
	return { ...observation, policy: { ...observation.policy, alertAfter: 1 } };
}

/** The target as it is after sending. One that came too late to be recorded stays as it was seen. */
function withAlert(facts: TargetFacts, state: State): TargetFacts {
	const recorded = rememberedOf(state, facts.target)?.facts;
	return recorded?.time === facts.time ? recorded : facts;
}

type Told = Readonly<{ state: State; problems: readonly string[] }>;

/** Every notifier gets what waits for it. What it took is ticked off and saved at once, the rest stays for the next run. */
async function tellAll(
	parts: CheckParts,
	{ state, tellable, stateProblem }: Readonly<{ state: State; tellable: State; stateProblem: StateProblem | null }>,
): Promise<Told> {
	const { config, deadlineAt, tell, store } = parts;
	const problems: string[] = [];
	let told = state;
	const tellOne = async (notifier: NotifierSetup) => {
		const due = pendingFor(tellable, notifier.name);
		if (due.length === 0) return;
		const delivery = await tell(notifier, due, { deadlineAt, stateProblem });
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
