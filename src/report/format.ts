import type { Format } from "../core/invocation/invocation.ts";
import type { ExitRule } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";

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
