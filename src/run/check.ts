import type { Config, NotifierSetup } from "../config/config.ts";
import { type Advanced, advance } from "../core/alerting/advance.ts";
import type { Delivery } from "../core/alerting/delivery.ts";
import { pendingFor, tellableUnsaved, tick, withoutTargets } from "../core/alerting/outbox.ts";
import { isQuiet } from "../core/alerting/quiet.ts";
import { EMPTY_STATE, memoryOf, rememberedOf, type State, type StateTrouble } from "../core/alerting/state.ts";
import type { Transition } from "../core/alerting/transition.ts";
import { EXIT_CHECK_FAILED, EXIT_CODES } from "../core/result/exit-code.ts";
import type { Observation } from "../core/result/observe.ts";
import type { Report, TargetRecord } from "../core/result/target-record.ts";
import { worstStatus } from "../core/result/verdict.ts";
import type { Target } from "../core/target/target.ts";
import type { StateStore } from "../store/store.ts";
import { observeAll, type Parts } from "./observe-all.ts";

/** What goes with the transitions that a notifier is handed. */
type TellContext = Readonly<{ deadlineAt: number; stateTrouble: StateTrouble | null }>;
export type Tell = (notifier: NotifierSetup, due: readonly Transition[], context: TellContext) => Promise<Delivery>;

export type CheckParts = Parts & Readonly<{ store: StateStore; tell: Tell }>;

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
	if (lock.kind === "busy") {
		// SavedState or not: for how many runs a soft cause has held is known.
		const known = remembered.kind === "state" ? remembered.state : EMPTY_STATE;
		return reportOf(parts, advance(known, observations, [], parts.now()).records, [lock.problem]);
	}
	try {
		return await recordAndTell(parts, observations, lock.kind === "unprotected" ? [lock.problem] : []);
	} finally {
		store.unlock();
	}
}

async function recordAndTell(
	parts: CheckParts,
	observations: readonly Observation[],
	unlocked: readonly string[],
): Promise<Report> {
	const { store, config } = parts;
	const loaded = await store.load();
	const now = parts.now();
	const { advanced, tellable, unsaved } = record(parts, observations, loaded.state, now);

	const stateTrouble = unsaved !== null ? "unsaved" : loaded.lost ? "lost" : null;
	const told = await tellAll(parts, {
		state: advanced.state,
		tellable: withoutTargets(tellable, quietTargets(config, now)),
		stateTrouble,
	});
	// What keeps the lock from being written mostly keeps the state from it too: said once.
	const unkept = unsaved === null ? unlocked : [unsaved, UNCOUNTED];
	const problems = [...loaded.warnings, ...unkept, ...told.problems];
	const records = advanced.records.map((record) => withAlert(record, told.state));
	return reportOf(parts, records, [...new Set(problems)]);
}

const UNCOUNTED =
	"what is counted over several runs cannot be kept: trouble is told at once, whatever alertAfter says, and a busy or loading model stays degraded";

/** `unsaved`: why the state could not be saved, in words; `null` when it was. */
type SavedState = Readonly<{ advanced: Advanced; tellable: State; unsaved: string | null }>;

/** The next state, saved. Where it cannot be, no later run would count on from this one: so trouble is told by this one. */
function record(
	{ store, config }: CheckParts,
	observations: readonly Observation[],
	before: State,
	now: number,
): SavedState {
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
async function tellAll(
	parts: CheckParts,
	{ state, tellable, stateTrouble }: Readonly<{ state: State; tellable: State; stateTrouble: StateTrouble | null }>,
): Promise<Told> {
	const { config, deadlineAt, tell, store } = parts;
	const problems: string[] = [];
	let told = state;
	const tellOne = async (notifier: NotifierSetup) => {
		const due = pendingFor(tellable, notifier.name);
		if (due.length === 0) return;
		const delivery = await tell(notifier, due, { deadlineAt, stateTrouble });
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
