import type { Format } from "../core/invocation/invocation.ts";
import type { ExitRule } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";

/** Each format is a file of its own, loaded when asked for. */
export const FORMAT_LOADERS = {
	text: () => import("./text.ts"),
	log: () => import("./log.ts"),
	json: () => import("./json.ts"),
	nagios: () => import("./nagios.ts"),
	checkmk: () => import("./checkmk.ts"),
	prometheus: () => import("./prometheus.ts"),
} as const satisfies Record<Format, () => Promise<{ render: Renderer }>>;

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

export type Renderer = (report: Report, options: RenderOptions) => Rendered;
