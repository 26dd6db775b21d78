import { clean } from "../core/prose/clean.ts";
import { EXIT_CHECK_FAILED } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { WarningStyle } from "./format.ts";
import { logLine } from "./log-line.ts";
import { sentenceOf } from "./status-words.ts";

type WarnedReport = Pick<Report, "targets" | "warnings" | "exitCode" | "time">;

/** What goes to stderr for a report's warnings. */
export function renderWarnings(report: WarnedReport, style: WarningStyle): string {
	switch (style) {
		case "none":
			return "";
		case "log lines":
			return logLines(report);
		case "lines":
			return plainLines(report);
		case "lines when failed":
			return report.exitCode === EXIT_CHECK_FAILED ? plainLines(withStale(report)) : "";
	}
}

/** The other formats show a stale record as such; a bare value would pass for a new one. */
function withStale(report: WarnedReport): WarnedReport {
	return { ...report, warnings: [...report.warnings, ...report.targets.filter(({ stale }) => stale).map(sentenceOf)] };
}

function plainLines({ warnings, exitCode }: WarnedReport): string {
	const word = exitCode === EXIT_CHECK_FAILED ? "" : "warning: ";
	return warnings.map((warning) => `llm-healthcheck: ${word}${clean(warning, 1000)}\n`).join("");
}

function logLines({ warnings, exitCode, time }: WarnedReport): string {
	const level = exitCode === EXIT_CHECK_FAILED ? "error" : "warn";
	return warnings.map((warning) => logLine(level, time, {}, clean(warning, 1000))).join("");
}
