import { exitCodeOf } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import { STATUSES } from "../core/result/verdict.ts";
import type { Rendered, RenderOptions } from "./format.ts";

type Labels = Readonly<Record<string, string>>;
type Sample = Readonly<{ labels: Labels; value: number }>;
type Family = Readonly<{ name: string; help: string; samples(record: TargetRecord): readonly Sample[] }>;

/**
 * All are gauges. Nothing here is about the run as a whole: several files in one textfile directory must not hold
 * the same series, and every series here carries its target.
 */
const FAMILIES: readonly Family[] = [
	{
		name: "llm_healthcheck_status",
		help: "Status of the target as of the last check: 1 for the state it is in, 0 for the others.",
		samples: (record) =>
			STATUSES.map((state) => ({ labels: { ...labelsOf(record), state }, value: state === record.status ? 1 : 0 })),
	},
	{
		name: "llm_healthcheck_cause_info",
		help: "Why the target is not ok: always 1, the cause is in the labels. Absent while it is ok.",
		samples: (record) =>
			record.cause === null
				? []
				: [{ labels: { ...labelsOf(record), stage: record.stage ?? "", cause: record.cause }, value: 1 }],
	},
	gauge("llm_healthcheck_api_duration_seconds", "Time the model list took.", (record) => seconds(record.apiMs)),
	gauge("llm_healthcheck_inference_duration_seconds", "Time the test inference took.", (record) =>
		seconds(record.inferenceMs),
	),
	gauge("llm_healthcheck_time_to_first_token_seconds", "Time to the first token, streaming checks only.", (record) =>
		seconds(record.ttftMs),
	),
	gauge(
		"llm_healthcheck_tokens_per_second",
		"Generation speed, streaming checks only.",
		(record) => record.tokensPerSecond,
	),
	gauge(
		"llm_healthcheck_listed_models",
		"Number of models the server lists, counted up to a thousand.",
		(record) => record.models?.length ?? null,
	),
	gauge("llm_healthcheck_status_since_timestamp_seconds", "When the target entered its status.", (record) =>
		seconds(Date.parse(record.since)),
	),
	gauge("llm_healthcheck_last_run_timestamp_seconds", "When the target was last checked.", (record) =>
		seconds(Date.parse(record.time)),
	),
	gauge("llm_healthcheck_alert_pending", "1 while an alert waits for a notifier that did not accept it.", (record) =>
		record.alert === "pending" ? 1 : 0,
	),
];

/** The text exposition format, in a fixed order, without timestamps and NaN: an unknown value is left out. */
export function render(report: Report, options: RenderOptions): Rendered {
	const stdout = FAMILIES.map((family) => familyText(family, report.targets)).join("");
	return { stdout, exitCode: exitCodeOf(report, options.exitRule) };
}

function familyText({ name, help, samples }: Family, records: readonly TargetRecord[]): string {
	const lines = records
		.flatMap(samples)
		.filter(({ value }) => Number.isFinite(value))
		.map(({ labels, value }) => `${name}{${labelText(labels)}} ${value}\n`);
	return lines.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
}

function gauge(name: string, help: string, value: (record: TargetRecord) => number | null): Family {
	const samples = (record: TargetRecord) => {
		const found = value(record);
		return found === null ? [] : [{ labels: labelsOf(record), value: found }];
	};
	return { name, help, samples };
}

function labelsOf({ target, url, model }: TargetRecord): Labels {
	return { target, url, model: model ?? "" };
}

function labelText(labels: Labels): string {
	return Object.entries(labels)
		.map(([label, value]) => `${label}="${escaped(value)}"`)
		.join(",");
}

function escaped(value: string): string {
	return value.toWellFormed().replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}

function seconds(ms: number | null): number | null {
	return ms === null ? null : Math.round(ms * 1000) / 1_000_000;
}
