import type { Format } from "../core/invocation/invocation.ts";
import { clean } from "../core/prose/clean.ts";
import { EXIT_CHECK_FAILED } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import { sentenceOf } from "./status-words.ts";

type Said = Pick<Report, "targets" | "warnings" | "exitCode" | "time">;

/** Where each format's reader looks for trouble of the check itself. */
const FORMS = {
	text: "lines",
	log: "pino",
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
export async function renderWarnings(said: Said, format: Format | "print"): Promise<string> {
	switch (FORMS[format]) {
		case "none":
			return "";
		case "pino":
			return said.warnings.length === 0 ? "" : pinoLines(said);
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

/** Written by pino itself, into a string: the caller owns stderr. */
async function pinoLines({ warnings, exitCode, time }: Said): Promise<string> {
	// biome-ignore lint/style/noRestrictedImports: loaded only when there is something to warn of; it writes to a string
	const { pino } = await import("pino");
	const lines: string[] = [];
	const stamp = `,"time":${Date.parse(time)}`;
	const options = { base: { name: "llm-healthcheck" }, timestamp: () => stamp };
	const logger = pino(options, { write: (line: string) => void lines.push(line) });
	for (const warning of warnings) {
		if (exitCode === EXIT_CHECK_FAILED) logger.error(clean(warning, 1000));
		else logger.warn(clean(warning, 1000));
	}
	return lines.join("");
}
