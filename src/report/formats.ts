import type { Format } from "../core/invocation/invocation.ts";
import type { ExitRule } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";

/** One row a format. A new format is its file, its row, and its name among the `FORMATS` of the command line. */
export const FORMAT_TABLE: FormatTable = {
	text: { load: () => import("./text.ts"), warnings: "lines" },
	log: { load: () => import("./log.ts"), warnings: "log lines" },
	// These carry the words on stdout. A byte on stderr would end up in the value that Zabbix and Icinga read.
	json: { load: () => import("./json.ts"), warnings: "none" },
	nagios: { load: () => import("./nagios.ts"), warnings: "none" },
	checkmk: { load: () => import("./checkmk.ts"), warnings: "none" },
	// A file of metrics has no place for words, and stderr is free when the check could not run.
	prometheus: { load: () => import("./prometheus.ts"), warnings: "lines when failed" },
};

/** Each format's file is loaded when asked for. */
export type FormatTable = Readonly<Record<Format, FormatRow>>;
export type FormatRow = Readonly<{
	load(): Promise<Readonly<{ render: Renderer }>>;
	/** What goes to stderr for the warnings, where this format's reader looks for them. */
	warnings: WarningStyle;
}>;
export type WarningStyle = "none" | "lines" | "log lines" | "lines when failed";

/** What a format makes of a report: the whole of stdout (one write, newline at the end) and the exit code. */
export type Rendered = Readonly<{ stdout: string; exitCode: number }>;

/** What a format may want to know beyond the report itself. */
export type RenderOptions = Readonly<{
	/** Colour escapes allowed: stdout is a TTY and `NO_COLOR` is not set. Only `text` looks at it. */
	color: boolean;
	/** The terminal's width; `null`: do not wrap. Only `text` looks at it. */
	columns: number | null;
	exitRule: ExitRule;
	/** `slowMs` by target name, where set: the warning threshold of `nagios` and `checkmk`. */
	slowMs: ReadonlyMap<string, number>;
}>;

type Renderer = (report: Report, options: RenderOptions) => Rendered;
