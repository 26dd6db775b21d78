import { closest } from "../core/prose/closest.ts";
import { EXIT_CHECK_FAILED, EXIT_CODES } from "../core/result/exit-code.ts";
import { asStale, staleness } from "../core/result/stale.ts";
import type { Report, TargetRecord } from "../core/result/target-record.ts";
import { worstStatus } from "../core/result/verdict.ts";
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
 * What the last check recorded, as a report with the recorded exit code. What cannot speak for now makes it 3:
 * no readable state, a target never checked, a record older than allowed.
 */
export async function reportRecorded(store: RecordedState, request: StatusRequest): Promise<Report> {
	const { records, trouble } = recordsIn(store.path, await store.peek());
	const targets = chosen(records, request.names).map((record) => aged(record, request));
	const warnings = trouble === null ? missing(records, request.names) : [trouble];
	const untrusted = warnings.length > 0 || targets.some((record) => record.exitCode === EXIT_CHECK_FAILED);
	return {
		version: request.version,
		time: new Date(request.now).toISOString(),
		exitCode: untrusted ? EXIT_CHECK_FAILED : EXIT_CODES[worstStatus(targets.map(({ status }) => status))],
		targets,
		unprobed: [],
		warnings,
	};
}

type RecordedTargets = Readonly<{ records: readonly TargetRecord[]; trouble: string | null }>;

function recordsIn(path: string, peeked: Peeked): RecordedTargets {
	switch (peeked.kind) {
		case "state":
			return { records: Object.values(peeked.state.targets).map(({ record }) => record), trouble: null };
		case "missing":
			return { records: [], trouble: `no state file at ${path}: no check has run yet, or it uses another --state` };
		case "unreadable":
			return { records: [], trouble: peeked.problem };
	}
}

function chosen(records: readonly TargetRecord[], names: readonly string[] | null): readonly TargetRecord[] {
	if (names === null) return records;
	return names.flatMap((name) => records.filter(({ target }) => target === name));
}

function aged(record: TargetRecord, { maxAgeMs, now }: StatusRequest): TargetRecord {
	const words = maxAgeMs === null ? null : staleness(record.time, now, maxAgeMs);
	return words === null ? record : asStale(record, words);
}

function missing(records: readonly TargetRecord[], names: readonly string[] | null): string[] {
	const known = records.map(({ target }) => target);
	if (names === null) return known.length > 0 ? [] : ["no target was ever checked: run llm-healthcheck check"];
	return names
		.filter((name) => !known.includes(name))
		.map((name) => {
			const guess = closest(name, known);
			return `${name} was never checked: ${guess === null ? "run llm-healthcheck check" : `did you mean ${guess}?`}`;
		});
}
