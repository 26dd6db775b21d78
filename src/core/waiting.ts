import type { FailureKind } from "./failure.ts";
import type { Report, TargetRecord } from "./record.ts";
import { exitCodeOfStage } from "./verdict.ts";

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

function prospectOf(record: Pick<TargetRecord, "status" | "cause">): Prospect {
	if (record.status === "ok" || record.cause === null) return "ready";
	return PROSPECTS[record.cause];
}

export type WaitDecision = Readonly<
	{ kind: "done" } | { kind: "wait"; record: TargetRecord } | { kind: "give_up"; record: TargetRecord }
>;

/** All must be ready; one that never will be makes the rest pointless. */
export function decideWait(records: readonly TargetRecord[]): WaitDecision {
	const hopeless = records.find((record) => prospectOf(record) === "never");
	if (hopeless !== undefined) return { kind: "give_up", record: hopeless };
	const waited = records.find((record) => prospectOf(record) === "wait");
	return waited === undefined ? { kind: "done" } : { kind: "wait", record: waited };
}

/**
 * The report of a wait that did not end well. A target still loading or busy is only `degraded`, exit 0, for one
 * look; a deployment that waited for it in vain must not read that as success, so it counts as its stage having failed.
 */
export function asNotReady(report: Report, warning: string): Report {
	const targets = report.targets.map((record) =>
		record.status === "degraded" && prospectOf(record) !== "ready"
			? { ...record, exitCode: exitCodeOfStage(record.stage) }
			: record,
	);
	const raised = Math.min(...targets.map(({ exitCode }) => exitCode).filter((code) => code !== 0));
	const exitCode = report.exitCode === 0 ? raised : report.exitCode;
	return { ...report, exitCode, targets, warnings: [...report.warnings, warning] };
}
