import type { Report } from "../core/record.ts";
import { exitCodeOf } from "./exit-code.ts";
import type { Rendered, RenderOptions } from "./rendered.ts";

export function render(report: Report, options: RenderOptions): Rendered {
	return { stdout: "", exitCode: exitCodeOf(report, options.exitRule) };
}
