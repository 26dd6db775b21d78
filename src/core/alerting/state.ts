import type { Counters, ProbeMemory, RequestVariant } from "../result/outcome.ts";
import type { TargetRecord } from "../result/target-record.ts";
import type { Status } from "../result/verdict.ts";
import type { Target } from "../target/target.ts";
import type { Transition } from "./transition.ts";

export const STATE_VERSION = 1;

/** How the last runs of a target went: what the thresholds count. */
export type Streak = Readonly<{
	/** Runs in a row with a soft cause. */
	softRuns: number;
	/** Runs in a row that failed, and that were healthy; a run that says nothing of either (rate limited) leaves both alone. */
	failingRuns: number;
	healthyRuns: number;
	/** When the failure that lasts began (ISO), announced or not yet; `null` when there is none. */
	failingSince: string | null;
	/** It was well for a while since then, without having been announced as over. */
	interrupted: boolean;
	/** When the health that lasts began (ISO); `null` while failing. */
	healthySince: string | null;
	/** The last status that a run was sure of. */
	settled: Status;
	/** When it changed (ISO), as far back as flap damping looks; empty without damping. */
	changes: readonly string[];
}>;

/** What the notifiers know of a target. */
export type Announced = Readonly<{
	/** The last status that went into the outbox; `ok` before anything did. */
	status: Status;
	/** To whom the failure that lasts was sent: its end is sent to them too, however high their bar is. */
	recipients: readonly string[];
	/** When it was last sent to them (ISO): what reminders count from. */
	announcedAt: string | null;
	/** Since when it is announced as flapping (ISO). */
	flappingSince: string | null;
}>;

/** What is remembered of one target between runs: what the next decision needs, and the record `status` shows. */
export type TargetState = Readonly<{
	announced: Announced;
	streak: Streak;
	variant: RequestVariant | null;
	counters: Counters | null;
	record: TargetRecord;
}>;

/** `retryAfter`: not to be tried before this time (ISO). */
type NotifierState = Readonly<{ retryAfter: string }>;

export type State = Readonly<{
	version: typeof STATE_VERSION;
	/** Counts the transitions ever made, for their ids. */
	serial: number;
	targets: Readonly<Record<string, TargetState>>;
	/** What is remembered of the notifiers that asked to be left alone for a while (`Retry-After`), by name. */
	notifiers: Readonly<Record<string, NotifierState>>;
	/** Transitions that some notifier has not accepted yet, oldest first. */
	outbox: readonly Transition[];
}>;

/**
 * Why what is sent now may be sent twice. `lost`: what was sent before is not known. `unsaved`: what is sent now cannot be
 * recorded.
 */
export type StateFault = "lost" | "unsaved";

export const EMPTY_STATE: State = { version: STATE_VERSION, serial: 0, targets: {}, notifiers: {}, outbox: [] };

/** A target of which nothing is remembered: as if `ok` had been announced. */
export const NEW_STREAK: Streak = {
	softRuns: 0,
	failingRuns: 0,
	healthyRuns: 0,
	failingSince: null,
	interrupted: false,
	healthySince: null,
	settled: "ok",
	changes: [],
};
export const NOTHING_ANNOUNCED: Announced = { status: "ok", recipients: [], announcedAt: null, flappingSince: null };

/** Names come from people: one like `constructor` must not be found on every object. */
export function rememberedOf(state: State, target: string): TargetState | null {
	return Object.hasOwn(state.targets, target) ? (state.targets[target] ?? null) : null;
}

/** A run's record with the mark that the state has by now; one that came too late to be recorded stays as it was seen. */
export function recordedAs(state: State, record: TargetRecord): TargetRecord {
	const recorded = rememberedOf(state, record.target)?.record;
	return recorded?.time === record.time ? recorded : record;
}

/** What earlier runs learned of a target: nothing, when its name stands for another server or model by now. */
export function memoryOf(state: State, { name, baseUrl, model }: Target): ProbeMemory | null {
	const remembered = rememberedOf(state, name);
	if (remembered === null || remembered.record.url !== baseUrl) return null;
	return model === null || model === remembered.record.model ? remembered : null;
}
