import type { TargetRecord } from "./target-record.ts";

/** A run's result, to be rendered in a format. */
export type Report = Readonly<{
	version: string;
	/** ISO. */
	time: string;
	exitCode: number;
	targets: readonly TargetRecord[];
	/** The targets that this run had no time for: nothing is known about them. */
	unprobed: readonly string[];
	/** Problems of the check itself (state not writable, alert refused …): words, no secrets. */
	warnings: readonly string[];
}>;
