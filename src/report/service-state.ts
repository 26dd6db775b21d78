import type { ExitRule } from "../core/result/exit-code.ts";
import { EXIT_CHECK_FAILED } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { TargetRecord } from "../core/result/target-record.ts";

/** The states of Nagios and all that speak like it. They are the reverse of our exit codes: see `serviceState`. */
export const SERVICE_STATES = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;
export type ServiceState = keyof typeof SERVICE_STATES;

const GRAVEST_FIRST = ["critical", "warning", "unknown", "ok"] as const satisfies readonly ServiceState[];

/**
 * As loud as the alert would be: `api_down` is CRITICAL, `model_down` WARNING (swapping 1 and 2 of our exit code),
 * `degraded` OK unless `--fail-on degraded`. `--exit` does not reach here: these callers have four states.
 */
export function serviceState(record: TargetRecord, rule: ExitRule): ServiceState {
	if (record.stale) return "unknown";
	switch (record.status) {
		case "ok":
			return "ok";
		case "degraded":
			return rule.failOn === "degraded" ? "warning" : "ok";
		case "model_down":
			return rule.failOn === "api" ? "ok" : "warning";
		case "api_down":
			return "critical";
	}
}

/** What is surely bad outweighs what is not known. */
export function worstService(report: Report, rule: ExitRule): ServiceState {
	const states = new Set(report.targets.map((record) => serviceState(record, rule)));
	if (report.exitCode === EXIT_CHECK_FAILED || report.unprobed.length > 0) states.add("unknown");
	return GRAVEST_FIRST.find((state) => states.has(state)) ?? "ok";
}
