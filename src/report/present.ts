// biome-ignore lint/style/noRestrictedImports: the types of the flags that choose the form
import type { Flags, Format } from "../config/invocation.ts";
import type { Report } from "../core/record.ts";
import { FORMAT_LOADERS } from "./formats.ts";
import type { Rendered, RenderOptions } from "./rendered.ts";

/** Everything that a report puts on stdout and stderr, and the exit code that goes with it. */
export type Presented = Rendered & Readonly<{ stderr: string }>;

export async function present(
	report: Report,
	format: Format,
	flags: Pick<Flags, "print" | "quiet">,
	options: RenderOptions,
): Promise<Presented> {
	const rendered = await render(report, format, flags.print, options);
	const silent = flags.quiet && report.targets.length > 0 && report.targets.every(({ ok }) => ok);
	return { ...rendered, stdout: silent ? "" : rendered.stdout, stderr: await warningsOf(report, format, flags.print) };
}

async function render(
	report: Report,
	format: Format,
	field: string | undefined,
	options: RenderOptions,
): Promise<Rendered> {
	if (field !== undefined) return (await import("./print-field.ts")).printField(report, field, options);
	return (await FORMAT_LOADERS[format]()).render(report, options);
}

async function warningsOf(report: Report, format: Format, field: string | undefined): Promise<string> {
	if (report.warnings.length === 0) return "";
	return (await import("./warnings.ts")).renderWarnings(report, field === undefined ? format : "print");
}
