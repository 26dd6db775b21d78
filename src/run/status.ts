import { closest } from "../core/prose/closest.ts";
import { EXIT_CHECK_FAILED, EXIT_CODES } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import { asStale, staleness } from "../core/result/stale.ts";
import type { TargetFacts } from "../core/result/target-facts.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import { worstStatus } from "../core/result/verdict.ts";
import { recordOfHealthy } from "../core/result/worded-record.ts";
import type { Peeked, StateStore } from "../store/store.ts";

export type StatusRequest = Readonly<{
	/** The names to show, in this order; `null`: whatever is recorded. */
	names: readonly string[] | null;
	/** `null`: any age will do. */
	maxAgeMs: number | null;
	version: string;
	/** Milliseconds since the epoch. */
	now: number;
}>;

/** The part of the state store that only reads. */
export type RecordedState = Pick<StateStore, "path" | "peek">;

/**
 * What the last check recorded, as a report with the recorded exit code. It is 3 without current data:
 * no readable state, a target never checked, a record older than allowed.
 */
export async function reportRecorded(store: RecordedState, request: StatusRequest): Promise<Report> {
	const { recorded, problem } = recordedIn(store.path, await store.peek());
	const records = await inWords(chosen(recorded, request.names));
	const targets = records.map((record) => aged(record, request));
	const warnings = problem === null ? missing(recorded, request.names) : [problem];
	const untrusted = warnings.length > 0 || targets.some((record) => record.stale);
	return {
		version: request.version,
		time: new Date(request.now).toISOString(),
		exitCode: untrusted ? EXIT_CHECK_FAILED : EXIT_CODES[worstStatus(targets.map(({ status }) => status))],
		targets,
		unprobed: [],
		warnings,
	};
}

/** Loads the causes and their words only if something failed: `status` runs often. */
async function inWords(targets: readonly TargetFacts[]): Promise<readonly TargetRecord[]> {
	if (targets.every(({ failure }) => failure === null)) return targets.map(recordOfHealthy);
	const { recordOf } = await import("../core/causes/describe.ts");
	return targets.map(recordOf);
}

type RecordedTargets = Readonly<{ recorded: readonly TargetFacts[]; problem: string | null }>;

function recordedIn(path: string, peeked: Peeked): RecordedTargets {
	switch (peeked.kind) {
		case "state":
			return { recorded: Object.values(peeked.state.targets).map(({ facts }) => facts), problem: null };
		case "missing":
			return { recorded: [], problem: `no state file at ${path}: no check has run yet, or it uses another --state` };
		case "unreadable":
			return { recorded: [], problem: peeked.problem };
	}
}

function chosen(recorded: readonly TargetFacts[], names: readonly string[] | null): readonly TargetFacts[] {
	if (names === null) return recorded;
	return names.flatMap((name) => recorded.filter(({ target }) => target === name));
}

function aged(record: TargetRecord, { maxAgeMs, now }: StatusRequest): TargetRecord {
	const words = maxAgeMs === null ? null : staleness(record.time, now, maxAgeMs);
	return words === null ? record : asStale(record, words);
}

function missing(recorded: readonly TargetFacts[], names: readonly string[] | null): string[] {
	const known = recorded.map(({ target }) => target);
	if (names === null) return known.length > 0 ? [] : ["no target was ever checked: run llm-healthcheck check"];
	return names
		.filter((name) => !known.includes(name))
		.map((name) => {
			const guess = closest(name, known);
			return `${name} was never checked: ${guess === null ? "run llm-healthcheck check" : `did you mean ${guess}?`}`;
		});
}
