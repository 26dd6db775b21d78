import type { Report } from "../core/result/report.ts";
import { buildReport } from "./build-report.ts";
import { observeAll, type Parts } from "./observe-all.ts";

/** `probe`: probes and reports. It records nothing and sends no alerts. */
export async function probe(parts: Parts): Promise<Report> {
	const observations = await observeAll(parts, () => null, parts.deadlineAt);
	return buildReport(
		parts,
		observations.map(({ facts }) => facts),
		[],
	);
}
