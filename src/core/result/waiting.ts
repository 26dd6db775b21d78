import { exitCodeOfStage, type FailOn, failureCodeOf, worstCode } from "./exit-code.ts";
import type { FailureKind } from "./failure.ts";
import type { Report, TargetRecord } from "./target-record.ts";

/** What waiting can do about a cause: nothing to wait for, it may pass, it will never pass. */
type Prospect = "ready" | "wait" | "never";

/**
 * `never` only where the check's own settings are at fault: giving up wrongly breaks a deployment, waiting in vain
 * costs no more than the timeout. So a missing route, a page in place of an API, a model not listed are waited for:
 * that is what a reverse proxy or a model manager shows while the server behind it starts. Names that do not resolve
 * appear when a container does. A busy or rate-limited server is alive, but has not proved that it can answer us.
 */
const PROSPECTS = {
	dns: "wait",
	refused: "wait",
	unreachable: "wait",
	tls: "never",
	protocol: "never",
	proxy_failed: "wait",
	connection_closed: "wait",
	timeout: "wait",
	redirect: "never",
	unauthorized: "never",
	forbidden: "never",
	not_found: "wait",
	host_not_allowed: "never",
	not_a_chat_model: "never",
	context_too_small: "never",
	rejected_request: "never",
	rate_limited: "wait",
	quota_exhausted: "never",
	overloaded: "wait",
	loading: "wait",
	gateway_error: "wait",
	auth_service_failed: "wait",
	server_error: "wait",
	not_an_api: "wait",
	no_models: "wait",
	model_not_found: "wait",
	no_instance: "wait",
	backends_cooling_down: "wait",
	error_in_200: "wait",
	no_choices: "wait",
	empty_answer: "wait",
	garbage_answer: "wait",
	unexpected_answer: "wait",
	truncated_answer: "wait",
	answer_too_large: "wait",
	stream_error: "wait",
	stream_stalled: "wait",
	stream_cut: "wait",
	busy: "wait",
	hung: "wait",
	cold_start: "wait",
	// Asked to be left asleep: nothing will wake it, and nothing else is wrong.
	idle: "ready",
	slow: "ready",
} as const satisfies Record<FailureKind, Prospect>;

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
	return status === "ok" || cause === null ? "ready" : PROSPECTS[cause];
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
