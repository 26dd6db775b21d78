import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { render } from "../../src/report/prometheus.ts";
import { anyRecords } from "./any-records.ts";
import { aRecord, aReport, modelDown, plain, staleRecord } from "./builders.ts";
import { parseExposition } from "./parse-exposition.ts";

test("one healthy target and one whose model is down", () => {
	const targets = [
		aRecord({ ttftMs: 120, tokensPerSecond: 31.5 }),
		modelDown({ target: "berlin", models: null, alert: "pending" }),
	];
	expect(render(aReport(targets), plain).stdout).toMatchInlineSnapshot(`
		"# HELP llm_healthcheck_status Status of the target as of the last check: 1 for the state it is in, 0 for the others.
		# TYPE llm_healthcheck_status gauge
		llm_healthcheck_status{target="gpustack",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B",state="ok"} 1
		llm_healthcheck_status{target="gpustack",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B",state="degraded"} 0
		llm_healthcheck_status{target="gpustack",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B",state="model_down"} 0
		llm_healthcheck_status{target="gpustack",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B",state="api_down"} 0
		llm_healthcheck_status{target="berlin",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B",state="ok"} 0
		llm_healthcheck_status{target="berlin",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B",state="degraded"} 0
		llm_healthcheck_status{target="berlin",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B",state="model_down"} 1
		llm_healthcheck_status{target="berlin",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B",state="api_down"} 0
		# HELP llm_healthcheck_cause_info Why the target is not ok: always 1, the cause is in the labels. Absent while it is ok.
		# TYPE llm_healthcheck_cause_info gauge
		llm_healthcheck_cause_info{target="berlin",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B",stage="inference",cause="server_error"} 1
		# HELP llm_healthcheck_api_duration_seconds Time the model list took.
		# TYPE llm_healthcheck_api_duration_seconds gauge
		llm_healthcheck_api_duration_seconds{target="gpustack",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 0.0842
		llm_healthcheck_api_duration_seconds{target="berlin",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 0.0842
		# HELP llm_healthcheck_inference_duration_seconds Time the test inference took.
		# TYPE llm_healthcheck_inference_duration_seconds gauge
		llm_healthcheck_inference_duration_seconds{target="gpustack",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 0.3124
		llm_healthcheck_inference_duration_seconds{target="berlin",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 0.0184
		# HELP llm_healthcheck_time_to_first_token_seconds Time to the first token, streaming checks only.
		# TYPE llm_healthcheck_time_to_first_token_seconds gauge
		llm_healthcheck_time_to_first_token_seconds{target="gpustack",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 0.12
		# HELP llm_healthcheck_tokens_per_second Generation speed, streaming checks only.
		# TYPE llm_healthcheck_tokens_per_second gauge
		llm_healthcheck_tokens_per_second{target="gpustack",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 31.5
		# HELP llm_healthcheck_listed_models Number of models the server lists, counted up to a thousand.
		# TYPE llm_healthcheck_listed_models gauge
		llm_healthcheck_listed_models{target="gpustack",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 2
		# HELP llm_healthcheck_status_since_timestamp_seconds When the target entered its status.
		# TYPE llm_healthcheck_status_since_timestamp_seconds gauge
		llm_healthcheck_status_since_timestamp_seconds{target="gpustack",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 1767580805
		llm_healthcheck_status_since_timestamp_seconds{target="berlin",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 1767580685
		# HELP llm_healthcheck_last_run_timestamp_seconds When the target was last checked.
		# TYPE llm_healthcheck_last_run_timestamp_seconds gauge
		llm_healthcheck_last_run_timestamp_seconds{target="gpustack",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 1767580805
		llm_healthcheck_last_run_timestamp_seconds{target="berlin",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 1767580805
		# HELP llm_healthcheck_alert_pending 1 while an alert waits for a notifier that did not accept it.
		# TYPE llm_healthcheck_alert_pending gauge
		llm_healthcheck_alert_pending{target="gpustack",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 0
		llm_healthcheck_alert_pending{target="berlin",url="http://gpu01:8000/v1",model="Qwen/Qwen2.5-14B"} 1
		"
	`);
});

describe("any record", () => {
	test("can be read back, label values unharmed", () => {
		fc.assert(
			fc.property(anyRecords, (records) => {
				const { samples } = parseExposition(render(aReport(records), plain).stdout);
				const runs = samples.filter(({ name }) => name === "llm_healthcheck_last_run_timestamp_seconds");
				expect(runs.map(({ labels }) => labels.target)).toEqual(records.map(({ target }) => target.toWellFormed()));
				expect(samples.every(({ value }) => Number.isFinite(value))).toBe(true);
			}),
		);
	});

	test("is in exactly one state", () => {
		fc.assert(
			fc.property(anyRecords, ([record = aRecord()]) => {
				const { samples } = parseExposition(render(aReport([record]), plain).stdout);
				const states = samples.filter(({ name, value }) => name === "llm_healthcheck_status" && value === 1);
				expect(states.map(({ labels }) => labels.state)).toEqual([record.status]);
			}),
		);
	});
});

test("an unreadable time is left out, not NaN", () => {
	expect(render(aReport([aRecord({ time: "yesterday" })]), plain).stdout).not.toMatch(/NaN|last_run/);
});

test("a stale record keeps its series: how old it is can be seen from its time", () => {
	const { stdout, exitCode } = render(aReport([staleRecord()]), plain);
	expect(exitCode).toBe(3);
	expect(stdout).toContain('state="ok"} 1\n');
	expect(stdout).toMatch(/last_run_timestamp_seconds\{.*\} 1767579186\n/);
});

test("no target, no output", () => {
	expect(render(aReport([], { exitCode: 3 }), plain)).toEqual({ stdout: "", exitCode: 3 });
});
