import type { Report, TargetRecord } from "./core/record.ts";
import { humanDuration } from "./core/text.ts";
import { asNotReady, decideWait } from "./core/waiting.ts";

export type WaitSetup = Readonly<{ timeoutMs: number; intervalMs: number }>;

export type WaitEffects = Readonly<{
	/** Probes all targets within that time, judges, and reports; alerts nobody, records nothing. */
	probe(withinMs: number): Promise<Report>;
	/** A clock that never jumps. */
	now(): number;
	sleep(ms: number): Promise<void>;
	/** What is being waited for, for a person who watches. */
	tell(words: string): void;
}>;

/** A probe that gets less time would blame the server for our hurry. The last one begins so long before the end. */
const LEAST_PROBE_MS = 1000;

/** Probes until every target is ready, until one cannot become so, or until the time is up: the last report. */
export async function waitUntilReady(setup: WaitSetup, effects: WaitEffects): Promise<Report> {
	const startedAt = effects.now();
	const remaining = () => startedAt + setup.timeoutMs - effects.now();
	for (;;) {
		const report = await effects.probe(Math.max(remaining(), 1));
		const decision = decideWait(report.targets);
		switch (decision.kind) {
			case "done":
				return report;
			case "give_up":
				return asNotReady(report, `Waiting will not help: ${inShort(decision.record)}.`);
			case "wait":
				if (remaining() <= LEAST_PROBE_MS) {
					return asNotReady(report, `Not ready in ${humanDuration(setup.timeoutMs)}: ${inShort(decision.record)}.`);
				}
				effects.tell(`waiting for ${inShort(decision.record)}`);
				await effects.sleep(Math.min(setup.intervalMs, remaining() - LEAST_PROBE_MS));
		}
	}
}

function inShort({ target, cause }: TargetRecord): string {
	return `${target}: ${(cause ?? "not ok").replaceAll("_", " ")}`;
}
