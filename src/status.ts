import { nearest } from "./core/nearest.ts";
import type { Report, TargetRecord } from "./core/record.ts";
import { asStale, staleness } from "./core/stale.ts";
import { EXIT_CHECK_FAILED, EXIT_CODES, worstStatus } from "./core/verdict.ts";

/** What the state file could tell: its records, or in words why it could not. */
export type Recorded = Readonly<{ records: readonly TargetRecord[]; trouble: string | null }>;

export type StatusRequest = Readonly<{
	/** The names to show, in this order; `null`: whatever is recorded. */
	names: readonly string[] | null;
	/** `null`: any age will do. */
	maxAgeMs: number | null;
	version: string;
	/** Milliseconds since the epoch. */
	now: number;
}>;

/**
 * What the last check recorded, as a report with the recorded exit code. What cannot speak for now makes it 3:
 * no readable state, a target never checked, a record older than allowed. Reads only, through the `peek` handed in.
 */
export function reportRecorded(peek: () => Recorded, request: StatusRequest): Report {
	const { records, trouble } = peek();
	const shown = chosen(records, request.names).map((record) => aged(record, request));
	const warnings = trouble === null ? missing(records, request.names) : [trouble];
	const untrusted = warnings.length > 0 || shown.some((record) => record.exitCode === EXIT_CHECK_FAILED);
	return {
		version: request.version,
		time: new Date(request.now).toISOString(),
		exitCode: untrusted ? EXIT_CHECK_FAILED : EXIT_CODES[worstStatus(shown.map(({ status }) => status))],
		targets: shown,
		warnings,
	};
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
	if (names === null)
		return known.length > 0 ? [] : ["No target was ever checked: llm-healthcheck check records the first."];
	return names
		.filter((name) => !known.includes(name))
		.map((name) => {
			const guess = nearest(name, known);
			const hint = guess === null ? "llm-healthcheck check records it" : `did you mean ${guess}?`;
			return `${name} was never checked: ${hint}${hint.endsWith("?") ? "" : "."}`;
		});
}
