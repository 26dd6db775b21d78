import { DEFAULT_EXIT_RULE } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import { render } from "../report/prometheus.ts";
import { replaceFile } from "../store/file.ts";
import { fileProblem } from "../store/file-problems.ts";
import type { ThisProcess } from "../store/lock/owner.ts";

/** The collector runs as a user of its own. */
const READABLE_BY_ALL = 0o644;

/** Metrics for node_exporter's textfile collector, whole at every instant. Why not, in words; `null`: written. */
export async function writeTextfile(path: string, report: Report, thisProcess: ThisProcess): Promise<string | null> {
	const options = { color: false, columns: null, exitRule: DEFAULT_EXIT_RULE, slowMs: new Map<string, number>() };
	// The collector reads every file that ends in `.prom`, hidden ones too.
	const temporary = `${path}.${thisProcess.pid}.tmp`;
	try {
		replaceFile(path, temporary, render(report, options).stdout, READABLE_BY_ALL);
		return null;
	} catch (error) {
		return fileProblem("write the metrics", { path, option: "--textfile" }, error, thisProcess);
	}
}
