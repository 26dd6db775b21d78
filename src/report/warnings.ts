import type { Format } from "../core/invocation/invocation.ts";
import { clean } from "../core/prose/clean.ts";
import { EXIT_CHECK_FAILED } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import { logLine } from "./log-line.ts";
import { sentenceOf } from "./status-words.ts";

type Said = Pick<Report, "targets" | "warnings" | "exitCode" | "time">;

/** Where each format's reader looks for trouble of the check itself. */
const FORMS = {
	text: "lines",
	log: "log lines",
	// These carry the words on stdout; a byte on stderr would land in the value that Zabbix and Icinga read.
	json: "none",
	nagios: "none",
	checkmk: "none",
	// Has no place for words: a file of metrics stays one, and stderr is free when the check could not run.
	prometheus: "lines when failed",
	/** `--print`: as `prometheus`. */
	print: "lines when failed",
} as const satisfies Record<Format | "print", string>;

/** What goes to stderr for a report's warnings: lines, or nothing. */
export function renderWarnings(said: Said, format: Format | "print"): string {
	switch (FORMS[format]) {
		case "none":
			return "";
		case "log lines":
			return logLines(said);
		case "lines":
			return plainLines(said);
		case "lines when failed":
			return said.exitCode === EXIT_CHECK_FAILED ? plainLines(withStale(said)) : "";
	}
}

/** The other formats show a stale record as such; a bare value would pass for a new one. */
function withStale(said: Said): Said {
	return { ...said, warnings: [...said.warnings, ...said.targets.filter(({ stale }) => stale).map(sentenceOf)] };
}

function plainLines({ warnings, exitCode }: Said): string {
	const word = exitCode === EXIT_CHECK_FAILED ? "" : "warning: ";
	return warnings.map((warning) => `llm-healthcheck: ${word}${clean(warning, 1000)}\n`).join("");
}

function logLines({ warnings, exitCode, time }: Said): string {
	const level = exitCode === EXIT_CHECK_FAILED ? "error" : "warn";
	return warnings.map((warning) => logLine(level, time, {}, clean(warning, 1000))).join("");
}
