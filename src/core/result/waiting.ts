import { CAUSES, type Prospect } from "../causes/causes.ts";
import { exitCodeOfStage, type FailOn, failureCodeOf, worstCode } from "./exit-code.ts";
import type { Report } from "./report.ts";
import type { TargetRecord } from "./target-record.ts";

type ProbedReport = Pick<Report, "targets" | "unprobed">;

/** `why`: in a few words, of the target that decided. */
export type WaitDecision = Readonly<{ kind: "done" } | { kind: "wait" | "give_up"; target: string; why: string }>;

/** All must be ready, and seen to be; one that never will be makes the rest pointless. */
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

/** Ready is what `--fail-on` would let pass; to what it would not, the cause says what waiting can do. */
function prospectOf(record: TargetRecord, failOn: FailOn): Prospect {
	if (failureCodeOf(asLastWord(record), failOn) === 0) return "ready";
	const prospect = prospectOfCause(record);
	return prospect === "ready" ? "wait" : prospect;
}

function prospectOfCause({ status, cause }: TargetRecord): Prospect {
	return status === "ok" || cause === null ? "ready" : CAUSES[cause].prospect;
}

/**
 * A target still loading or busy is only `degraded`, exit 0, for one look; a deployment that waited for it in vain must
 * not read that as success, so it counts as its stage having failed.
 */
function asLastWord(record: TargetRecord): TargetRecord {
	const isUnready = record.status === "degraded" && prospectOfCause(record) !== "ready";
	return isUnready ? { ...record, exitCode: exitCodeOfStage(record.stage) } : record;
}

/** The report of a wait that did not end well. `seen`: the last record of each target that any look brought. */
export function asNotReady(report: Report, seen: readonly TargetRecord[], warning: string): Report {
	const missing = seen.filter(({ target }) => report.unprobed.includes(target));
	const targets = [...report.targets, ...missing].map(asLastWord);
	const exitCode = worstCode(targets, "model") || report.exitCode;
	return { ...report, exitCode, targets, warnings: [...report.warnings, warning] };
}
