import { clean } from "../core/prose/clean.ts";
import { EXIT_CHECK_FAILED } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import type { Rendered, RenderOptions } from "./format.ts";
import { SERVICE_STATES, serviceState, worstService } from "./service-state.ts";
import { worstLast } from "./stages.ts";
import { countOf, sentenceOf, statusWords } from "./status-words.ts";

const FIRST_LINE_LENGTH = 300;

/**
 * `LLM STATE - words | perfdata`, the exit code of the plugin guidelines, and in the lines below one a target where
 * there are several, then the warnings. All perfdata is on the first line: Icinga 2 misreads a second block.
 */
export function render(report: Report, options: RenderOptions): Rendered {
	const state = worstService(report, options.exitRule);
	const perfdata = report.targets.flatMap((record) => perfdataOf(record, report.targets.length > 1, options));
	const warningsFirst = report.exitCode === EXIT_CHECK_FAILED || state === "unknown";
	const summary = summaryOf(report, warningsFirst);
	const head = clean(`LLM ${state.toUpperCase()} - ${withoutPipes(summary)}`, FIRST_LINE_LENGTH);
	const first = perfdata.length === 0 ? head : `${head} | ${perfdata.join(" ")}`;
	return {
		stdout: [first, ...detailLines(report, warningsFirst, options)].map((line) => `${line}\n`).join(""),
		exitCode: SERVICE_STATES[state],
	};
}

/** Problems of the check itself come first. */
function summaryOf(report: Report, warningsFirst: boolean): string {
	const ownWarnings = warningsFirst ? report.warnings.map((warning) => clean(warning)) : [];
	return [...ownWarnings, ...targetSummary(report.targets)].join("; ") || "no targets";
}

function targetSummary(records: readonly TargetRecord[]): string[] {
	if (records.length < 2) return records.map(sentenceOf);
	const failed = worstLast(records)
		.reverse()
		.filter((record) => !record.ok);
	return [countOf(records), ...failed.map((record) => `${clean(record.target, 40)} ${statusWords(record)}`)];
}

function detailLines(report: Report, warningsFirst: boolean, { exitRule }: RenderOptions): string[] {
	const several = report.targets.length > 1;
	const targets = worstLast(report.targets)
		.reverse()
		.flatMap((record) => [
			...(several ? [`[${serviceState(record, exitRule).toUpperCase()}] ${withoutPipes(sentenceOf(record))}`] : []),
			// A pipe would start perfdata, and the command is worthless without it.
			...(record.nextStep === null || record.nextStep.includes("|") ? [] : [`next: ${clean(record.nextStep, 500)}`]),
		]);
	if (warningsFirst) return targets;
	return [...targets, ...report.warnings.map((warning) => `warning: ${withoutPipes(clean(warning, 500))}`)];
}

/** What was not measured is left out. */
function perfdataOf(record: TargetRecord, several: boolean, options: RenderOptions): string[] {
	const slowMs = options.slowMs.get(record.target);
	const warn = slowMs === undefined ? "" : String(slowMs / 1000);
	const label = (stage: string) => (several ? `'${labelText(record.target)} ${stage}'` : stage);
	const entry = (stage: string, ms: number | null) =>
		ms === null ? [] : [`${label(stage)}=${(ms / 1000).toFixed(3)}s;${warn};;0`];
	return [...entry("api", record.apiMs), ...entry("inference", record.inferenceMs)];
}

function labelText(name: string): string {
	return withoutPipes(clean(name, 80)).replaceAll(/['=]/g, "_");
}

function withoutPipes(text: string): string {
	return text.replaceAll("|", "/");
}
