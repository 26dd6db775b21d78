import type { Counters, RequestVariant } from "../result/outcome.ts";
import type { TargetFacts } from "../result/target-facts.ts";
import type { Status } from "../result/verdict.ts";
import type { LlmTarget, Target } from "../target/target.ts";
import type { Transition } from "./transition.ts";

export const STATE_VERSION = 2;

/** A target's recent runs: what the thresholds count. */
export type Streak = Readonly<{
	/** Runs in a row with a soft cause. */
	softRuns: number;
	/** Failing and healthy runs in a row. An inconclusive run (rate limited) changes neither. */
	failingRuns: number;
	healthyRuns: number;
	/** When the present failure began (ISO), announced or not yet; `null` when there is none. */
	failingSince: string | null;
	/** It was healthy for a while since then, and no recovery was announced. */
	interrupted: boolean;
	/** When it became healthy (ISO); `null` while failing. */
	healthySince: string | null;
	/** The last conclusive status. */
	confirmed: Status;
	/** When `confirmed` changed (ISO), within the window of flap damping; empty without damping. */
	changes: readonly string[];
}>;

/** What the notifiers know of a target. */
export type Announced = Readonly<{
	/** The last status that went into the outbox; initially `ok`. */
	status: Status;
	/** The notifiers that got the alert about the present failure. They get its end too, whatever their `minSeverity`. */
	recipients: readonly string[];
	/** When the last alert about it was due (ISO): reminders count from here. */
	announcedAt: string | null;
	/** Since when it is announced as flapping (ISO). */
	flappingSince: string | null;
}>;

/** What is recorded about one target between runs: what the next decision needs, and what `status` shows. */
export type TargetState = Readonly<{
	announced: Announced;
	streak: Streak;
	variant: RequestVariant | null;
	counters: Counters | null;
	facts: TargetFacts;
}>;

/** `retryAfter`: the notifier is not tried before this time (ISO). */
type NotifierState = Readonly<{ retryAfter: string }>;

export type State = Readonly<{
	version: typeof STATE_VERSION;
	/** Counts the transitions ever made, for their ids. */
	serial: number;
	targets: Readonly<Record<string, TargetState>>;
	/** The notifiers that asked for a pause (`Retry-After`), by name. */
	notifiers: Readonly<Record<string, NotifierState>>;
	/** Transitions that some notifier has not accepted yet, oldest first. */
	outbox: readonly Transition[];
}>;

/** Why an alert may be sent twice. `lost`: earlier sends are unknown. `unsaved`: this send cannot be recorded. */
export type StateProblem = "lost" | "unsaved";

export const EMPTY_STATE: State = { version: STATE_VERSION, serial: 0, targets: {}, notifiers: {}, outbox: [] };

/** The streak of a new target: as if `ok` had been announced. */
export const NEW_STREAK: Streak = {
	softRuns: 0,
	failingRuns: 0,
	healthyRuns: 0,
	failingSince: null,
	interrupted: false,
	healthySince: null,
	confirmed: "ok",
	changes: [],
};
export const NOTHING_ANNOUNCED: Announced = { status: "ok", recipients: [], announcedAt: null, flappingSince: null };

/** Own properties only: a target may be named `constructor`. */
export function rememberedOf(state: State, target: string): TargetState | null {
	return Object.hasOwn(state.targets, target) ? (state.targets[target] ?? null) : null;
}

/** The target as recorded. An observation too old to be recorded stays as it is. */
export function recordedFacts(state: State, facts: TargetFacts): TargetFacts {
	const recorded = rememberedOf(state, facts.target)?.facts;
	return recorded?.time === facts.time ? recorded : facts;
}

/** What earlier runs learned about a target; `null` when its name now means another server, model or dialect. */
export function memoryOf(state: State, target: Target): TargetState | null {
	const remembered = rememberedOf(state, target.name);
	if (remembered === null || remembered.facts.url !== target.url) return null;
	return target.kind === "llm" && !isAskedAlike(target, remembered.facts) ? null : remembered;
}

function isAskedAlike({ model, dialect }: LlmTarget, facts: TargetFacts): boolean {
	return facts.access.dialect === dialect && (model === null || model === facts.model);
}
