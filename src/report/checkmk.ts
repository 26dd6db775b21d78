import { clean } from "../core/prose/clean.ts";
import { EXIT_CHECK_FAILED } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import type { Rendered, RenderOptions } from "./format.ts";
import { SERVICE_STATES, serviceState } from "./service-state.ts";
import { verdictWords } from "./status-words.ts";

/**
 * Local checks: `state "service" metrics text`, one line a target. The state is in the line and the agent ignores the
 * exit code, so it is 0. A problem of the check itself gets a line of its own.
 */
export function render(report: Report, options: RenderOptions): Rendered {
	const lines = report.targets.map((record) => lineOf(record, options));
	const ownLines = report.warnings.length > 0 ? [ownLine(report)] : [];
	return { stdout: [...lines, ...ownLines].map((line) => `${line}\n`).join(""), exitCode: 0 };
}

function lineOf(record: TargetRecord, options: RenderOptions): string {
	const state = SERVICE_STATES[serviceState(record, options.exitRule)];
	return `${state} "LLM ${serviceText(record.target)}" ${metricsOf(record, options)} ${clean(verdictWords(record), 400)}`;
}

function ownLine(report: Report): string {
	const words = report.warnings.map((warning) => clean(warning)).join("; ");
	const unknown = report.exitCode === EXIT_CHECK_FAILED || report.unprobed.length > 0;
	const state = SERVICE_STATES[unknown ? "unknown" : "warning"];
	return `${state} "LLM healthcheck" - ${clean(words, 400)}`;
}

function metricsOf(record: TargetRecord, options: RenderOptions): string {
	const slowMs = options.slowMs.get(record.target);
	const warn = slowMs === undefined ? "" : String(slowMs / 1000);
	const metric = (stage: string, ms: number | null) =>
		ms === null ? [] : [`${stage}=${(ms / 1000).toFixed(3)};${warn};;0`];
	const metrics = [...metric("api", record.apiMs), ...metric("inference", record.inferenceMs)];
	return metrics.join("|") || "-";
}

function serviceText(name: string): string {
	return clean(name, 100).replaceAll('"', "'");
}
