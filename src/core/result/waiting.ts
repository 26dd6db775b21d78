import { CAUSES, type Prospect } from "../causes/causes.ts";
import { exitCodeOfStage, type FailOn, failureCodeOf, worstCode } from "./exit-code.ts";
import type { Report } from "./report.ts";
import type { TargetRecord } from "./target-record.ts";

type ProbedReport = Pick<Report, "targets" | "unprobed">;

/** `why`: the deciding target's reason, in a few words. */
export type WaitDecision = Readonly<{ kind: "done" } | { kind: "wait" | "give_up"; target: string; why: string }>;

/** Every target must be probed and ready. One that never will be makes waiting for the rest pointless. */
export function decideWait({ targets, unprobed }: ProbedReport, failOn: FailOn): WaitDecision {
	const prospects = targets.map((record) => ({ record, prospect: prospectOf(record, failOn) }));
	for (const [kind, prospect] of [
		["give_up", "never"],
		["wait", "wait"],
	] as const) {
		const found = prospects.find((one) => one.prospect === prospect)?.record;
		if (found) return { kind, target: found.target, why: (found.cause ?? "not ok").replaceAll("_", " ") };
	}
	const [late] = unprobed;
	return late === undefined ? { kind: "done" } : { kind: "wait", target: late, why: "not probed" };
}

/** A target that `--fail-on` lets pass is ready. For any other, its cause decides. */
function prospectOf(record: TargetRecord, failOn: FailOn): Prospect {
	if (failureCodeOf(asLastWord(record), failOn) === 0) return "ready";
	const prospect = prospectOfCause(record);
	return prospect === "ready" ? "wait" : prospect;
}

function prospectOfCause({ status, cause }: TargetRecord): Prospect {
	return status === "ok" || cause === null ? "ready" : CAUSES[cause].prospect;
}

/**
 * A target that is loading or busy is only `degraded` (exit 0) in one probe. A deployment that waited for it in vain
 * must not take that as success, so its stage counts as failed.
 */
function asLastWord(record: TargetRecord): TargetRecord {
	const isUnready = record.status === "degraded" && prospectOfCause(record) !== "ready";
	return isUnready ? { ...record, exitCode: exitCodeOfStage(record.stage) } : record;
}

/** The report of a wait that failed. `seen`: the last record of each target, from any of the probes. */
export function asNotReady(report: Report, seen: readonly TargetRecord[], warning: string): Report {
	const missing = seen.filter(({ target }) => report.unprobed.includes(target));
	const targets = [...report.targets, ...missing].map(asLastWord);
	const exitCode = worstCode(targets, "model") || report.exitCode;
	return { ...report, exitCode, targets, warnings: [...report.warnings, warning] };
}
