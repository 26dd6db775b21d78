import fc from "fast-check";
import { expect, it } from "vitest";
import { advance } from "../../../src/core/alerting/advance.ts";
import { pendingFor, tick } from "../../../src/core/alerting/outbox.ts";
import type { AlertPolicy } from "../../../src/core/alerting/policy.ts";
import type { Listener } from "../../../src/core/alerting/recipients.ts";
import { EMPTY_STATE, type State } from "../../../src/core/alerting/state.ts";
import type { Transition } from "../../../src/core/alerting/transition.ts";
import { cases } from "../../support/size.ts";
import { observed, START, VERDICTS, type Word } from "./observations.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LISTENERS: readonly Listener[] = [
	{ name: "everything", minSeverity: "info" },
	{ name: "warnings", minSeverity: "warning" },
	{ name: "critical", minSeverity: "critical" },
];

const anyPolicy: fc.Arbitrary<AlertPolicy> = fc.record({
	alertAfter: fc.integer({ min: 1, max: 3 }),
	recoverAfter: fc.integer({ min: 1, max: 3 }),
	remindEveryMs: fc.option(fc.constantFrom(MINUTE, 30 * MINUTE)),
	flapping: fc.option(
		fc.record({ changes: fc.integer({ min: 1, max: 5 }), withinMs: fc.constantFrom(10 * MINUTE, 120 * MINUTE) }),
	),
	quiet: fc.array(
		fc.record({
			kind: fc.constant("once" as const),
			fromTime: fc.integer({ min: 0, max: 200 }).map((minute) => START + minute * MINUTE),
			toTime: fc.integer({ min: 0, max: 400 }).map((minute) => START + minute * MINUTE),
		}),
		{ maxLength: 2 },
	),
	announceDegraded: fc.boolean(),
});

/** A run: what it sees, how long after the last one, which notifiers take what waits. */
const anyRun = fc.record({
	word: fc.constantFrom(...(Object.keys(VERDICTS) as Word[])),
	afterMinutes: fc.oneof(
		{ weight: 9, arbitrary: fc.integer({ min: 1, max: 20 }) },
		{ weight: 1, arbitrary: fc.constant(-600) },
	),
	taken: fc.oneof(
		{ weight: 1, arbitrary: fc.subarray(LISTENERS.map(({ name }) => name)) },
		{ weight: 9, arbitrary: fc.constant<string[]>([]) },
	),
});
const anyLife = fc.record({ policy: anyPolicy, runs: fc.array(anyRun, { minLength: 1, maxLength: 60 }) });

type Life = Readonly<{ state: State; time: number; told: ReadonlyMap<string, readonly Transition[]> }>;

const BORN: Life = { state: EMPTY_STATE, time: START, told: new Map() };

function live(life: Life, word: Word, time: number, policy: AlertPolicy, taken: readonly string[]): Life {
	let { state } = advance(life.state, [observed(word, { time, policy })], {
		listeners: LISTENERS,
		held: new Set(),
		now: time,
	});
	const told = new Map(life.told);
	for (const name of taken) {
		const due = pendingFor(state, name);
		told.set(name, [...(told.get(name) ?? []), ...due]);
		const accepted = due.map(({ id }) => id);
		const names = LISTENERS.map((listener) => listener.name);
		state = tick(state, { notifier: name, accepted }, names);
	}
	return { state, time, told };
}

function lived({
	policy,
	runs,
}: {
	policy: AlertPolicy;
	runs: readonly { word: Word; afterMinutes: number; taken: readonly string[] }[];
}) {
	let life = BORN;
	for (const { word, afterMinutes, taken } of runs) {
		life = live(life, word, life.time + afterMinutes * MINUTE, policy, taken);
		expect(life.state.outbox.length).toBeLessThanOrEqual(16);
	}
	return life;
}

/** Long enough for every threshold, window and damping to have passed. */
function settled(life: Life, word: Word, policy: AlertPolicy): Life {
	let settling = life;
	const names = LISTENERS.map(({ name }) => name);
	for (let run = 1; run <= 6; run++) settling = live(settling, word, life.time + run * DAY, policy, names);
	return settling;
}

/** What a reader of these messages believes: whether the target is in trouble; throws at an end without a beginning. */
function believed(told: readonly Transition[] = []): boolean {
	let trouble = false;
	for (const { kind, to } of told) {
		const over = kind === "recovered" || (kind === "settled" && to === "ok");
		if (over && !trouble) throw new Error(`a ${kind} without its problem`);
		trouble = !over;
	}
	return trouble;
}

it("whatever the policy and the deliveries: in health nobody is left believing in trouble, and no end lacks its beginning", () => {
	fc.assert(
		fc.property(anyLife, (given) => {
			const { state, told } = settled(lived(given), "ok", given.policy);
			expect(state.outbox).toEqual([]);
			for (const { name } of LISTENERS) expect(believed(told.get(name))).toBe(false);
		}),
		{ numRuns: cases(150, 1500) },
	);
});

it("whatever the policy and the deliveries: of an outage that lasts everybody knows", () => {
	fc.assert(
		fc.property(anyLife, (given) => {
			const { state, told } = settled(lived(given), "api_down", given.policy);
			expect(state.outbox).toEqual([]);
			for (const { name } of LISTENERS) {
				expect(believed(told.get(name))).toBe(true);
				expect(told.get(name)?.at(-1)?.to).toBe("api_down");
			}
		}),
		{ numRuns: cases(150, 1500) },
	);
});

it("the same again and again is told no more, but for reminders", () => {
	fc.assert(
		fc.property(anyLife, fc.constantFrom<Word>("ok", "api_down", "model_down", "slow"), (given, word) => {
			const before = settled(lived(given), word, given.policy);
			const after = live(before, word, before.time + MINUTE, { ...given.policy, remindEveryMs: null }, ["everything"]);
			expect(after.told.get("everything")).toEqual(before.told.get("everything"));
		}),
		{ numRuns: cases(50, 500) },
	);
});
