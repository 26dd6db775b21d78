import type { Flags, Format } from "../core/invocation/invocation.ts";
import { EXIT_CHECK_FAILED } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { RecordField } from "../core/result/target-record.ts";
import type { FormatTable, Rendered, RenderOptions, WarningStyle } from "./format.ts";
import { FORMAT_TABLE } from "./formats.ts";

/** Everything that a report puts on stdout and stderr, and the exit code that goes with it. */
export type Presented = Rendered & Readonly<{ stderr: string }>;

export async function present(
	report: Report,
	format: Format,
	{ print, quiet }: Pick<Flags, "print" | "quiet">,
	options: RenderOptions,
	table: FormatTable = FORMAT_TABLE,
): Promise<Presented> {
	if (print !== undefined) return presentField(report, print, options);
	const { load, warnings } = table[format];
	const rendered = (await load()).render(report, options);
	const explained = withRealExitCode(report, rendered);
	const stderr = await warningsOf(explained, warnings);
	const silent = quiet && isAllOk(report) && (stderr !== "" || !hasOwnProblem(explained));
	return { ...rendered, stdout: silent ? "" : rendered.stdout, stderr };
}

function isAllOk({ targets }: Report): boolean {
	return targets.length > 0 && targets.every(({ ok }) => ok);
}

/** Problems of the check itself. Some formats show them on stdout, and there only. */
function hasOwnProblem({ warnings, exitCode }: Report): boolean {
	return warnings.length > 0 || exitCode === EXIT_CHECK_FAILED;
}

async function presentField(report: Report, field: RecordField, options: RenderOptions): Promise<Presented> {
	const { oneTargetOnly, printField } = await import("./print-field.ts");
	const shown = oneTargetOnly(report);
	const rendered = printField(shown, field, options);
	return { ...rendered, stderr: await warningsOf(withRealExitCode(shown, rendered), PRINT_WARNINGS) };
}

/** With `--fail-on` the exit code may be 3 where the report's own is that of a target: its reader wants to know why. */
function withRealExitCode(report: Report, { exitCode }: Rendered): Report {
	return exitCode === EXIT_CHECK_FAILED ? { ...report, exitCode } : report;
}

/** `--print` shows a bare value, and has no place for words. */
const PRINT_WARNINGS: WarningStyle = "lines when failed";

async function warningsOf(report: Report, style: WarningStyle): Promise<string> {
	return hasOwnProblem(report) ? (await import("./warnings.ts")).renderWarnings(report, style) : "";
}
