import { DEFAULT_EXIT_RULE, EXIT_CODES } from "../../src/core/result/exit-code.ts";
import type { Report } from "../../src/core/result/report.ts";
import { asStale } from "../../src/core/result/stale.ts";
import type { TargetRecord } from "../../src/core/result/target-record.ts";
import { worstStatus } from "../../src/core/result/verdict.ts";
import type { RenderOptions } from "../../src/report/format.ts";

const healthy: TargetRecord = {
	target: "gpustack",
	url: "http://gpu01:8000/v1",
	model: "Qwen/Qwen2.5-14B",
	status: "ok",
	ok: true,
	exitCode: 0,
	stage: null,
	cause: null,
	detail: null,
	nextStep: null,
	httpStatus: 200,
	apiMs: 84.2,
	inferenceMs: 312.4,
	ttftMs: null,
	tokensPerSecond: null,
	models: ["Qwen/Qwen2.5-14B", "bge-m3"],
	server: "vllm",
	answer: "Hello! How can",
	completionTokens: 5,
	time: "2026-01-05T02:40:05.000Z",
	since: "2026-01-05T02:40:05.000Z",
	changed: false,
	alert: "none",
	stale: false,
};

export function aRecord(over: Partial<TargetRecord> = {}): TargetRecord {
	const status = over.status ?? "ok";
	return { ...healthy, ok: status === "ok", exitCode: EXIT_CODES[status], ...over };
}

export const apiDown = (over: Partial<TargetRecord> = {}): TargetRecord =>
	aRecord({
		status: "api_down",
		stage: "api",
		cause: "refused",
		detail: "Nothing listens on gpu01 port 8000: the server is not running, or is still starting (ECONNREFUSED).",
		nextStep: "ssh gpu01 'systemctl status vllm; journalctl -u vllm -n 50'",
		httpStatus: null,
		apiMs: null,
		inferenceMs: null,
		models: null,
		server: "unknown",
		answer: null,
		completionTokens: null,
		since: "2026-01-05T02:28:05.000Z",
		...over,
	});

export const modelDown = (over: Partial<TargetRecord> = {}): TargetRecord =>
	aRecord({
		status: "model_down",
		stage: "inference",
		cause: "server_error",
		detail: "The server failed while generating (HTTP 500): CUDA error: out of memory",
		nextStep: `curl -sS http://gpu01:8000/v1/chat/completions -H "Authorization: Bearer $LLM_API_KEY" -d '{"model":"Qwen/Qwen2.5-14B"}'`,
		httpStatus: 500,
		inferenceMs: 18.4,
		answer: null,
		completionTokens: null,
		since: "2026-01-05T02:38:05.000Z",
		changed: true,
		alert: "sent",
		...over,
	});

export const slow = (over: Partial<TargetRecord> = {}): TargetRecord =>
	aRecord({
		status: "degraded",
		stage: "inference",
		cause: "slow",
		detail: "The model answered, but took 12.4 s where 5 s are allowed.",
		nextStep: "curl -sS http://gpu01:8000/metrics | grep -E 'vllm:num_requests_(running|waiting)'",
		inferenceMs: 12_400,
		...over,
	});

export const staleRecord = (over: Partial<TargetRecord> = {}): TargetRecord =>
	asStale(aRecord({ time: "2026-01-05T02:13:06.000Z", ...over }), "last check 27m ago, allowed 10m: is cron running?");

export function aReport(targets: readonly TargetRecord[], over: Partial<Report> = {}): Report {
	const exitCode = targets.some((record) => record.exitCode === 3)
		? 3
		: EXIT_CODES[worstStatus(targets.map((record) => record.status))];
	return { version: "1.2.3", time: "2026-01-05T02:40:06.000Z", exitCode, targets, unprobed: [], warnings: [], ...over };
}

export const plain: RenderOptions = {
	color: false,
	columns: 100,
	exitRule: DEFAULT_EXIT_RULE,
	slowMs: new Map(),
};

export const manyTargets = [
	aRecord(),
	apiDown({ target: "東京 GPU 🚀", model: null }),
	slow({ target: "ollama-edge", model: "llama3:8b", url: "http://edge:11434/v1", server: "ollama" }),
	modelDown({ target: "berlin", alert: "pending" }),
	aRecord({ target: "paris", apiMs: 1_204, inferenceMs: 2_310 }),
];
