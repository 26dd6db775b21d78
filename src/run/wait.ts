import { humanDuration } from "../core/prose/duration.ts";
import type { FailOn } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import { asNotReady, decideWait } from "../core/result/waiting.ts";

export type WaitSetup = Readonly<{
	timeoutMs: number;
	intervalMs: number;
	/** A failure that this ignores is not waited for. */
	failOn: FailOn;
}>;

export type WaitEffects = Readonly<{
	/** Probes all targets within that time and reports. It sends no alerts and records nothing. */
	probe(withinMs: number): Promise<Report>;
	/** A clock that never jumps. */
	now(): number;
	sleep(ms: number): Promise<void>;
	/** Shows a person what is being waited for. */
	show(words: string): void;
}>;

/** The last probe starts this long before the end: with less time, it would report our deadline as a server failure. */
const LEAST_PROBE_MS = 1000;

/** Probes until every target is ready, one can never be, or time is up. Returns the last report. */
export async function waitUntilReady(setup: WaitSetup, effects: WaitEffects): Promise<Report> {
	const startedAt = effects.now();
	const remaining = () => startedAt + setup.timeoutMs - effects.now();
	const seen = new Map<string, TargetRecord>();
	for (;;) {
		const report = await effects.probe(Math.max(remaining(), 1));
		for (const record of report.targets) seen.set(record.target, record);
		const decision = decideWait(report, setup.failOn);
		if (decision.kind === "done") return report;
		const what = `${decision.target}: ${decision.why}`;
		if (decision.kind === "give_up") return asNotReady(report, [...seen.values()], `Waiting will not help: ${what}.`);
		if (remaining() <= LEAST_PROBE_MS) {
			return asNotReady(report, [...seen.values()], `Not ready in ${humanDuration(setup.timeoutMs)}: ${what}.`);
		}
		effects.show(`waiting for ${what}`);
		await effects.sleep(Math.min(setup.intervalMs, remaining() - LEAST_PROBE_MS));
	}
}
