import { type AlertPolicy, DEFAULT_POLICY } from "../../../src/core/alerting/policy.ts";
import type { Failure } from "../../../src/core/result/failure.ts";
import type { Observation } from "../../../src/core/result/observe.ts";
import type { Verdict } from "../../../src/core/result/verdict.ts";

const http = { httpStatus: 503, message: null, code: null };
const verdictOf = (status: Verdict["status"], cause: Failure | null, softAs: Verdict["softAs"] = null): Verdict => ({
	status,
	stage: cause ? (status === "api_down" ? "api" : "inference") : null,
	cause,
	softAs,
});

/** One word for each way in which a run can bear on the announced status. */
export const VERDICTS = {
	ok: verdictOf("ok", null),
	api_down: verdictOf("api_down", { kind: "refused", code: "ECONNREFUSED" }),
	model_down: verdictOf("model_down", { kind: "server_error", trouble: null, ...http }),
	busy: verdictOf("degraded", { kind: "overloaded", ...http }, "model_down"),
	loading: verdictOf("degraded", { kind: "loading", ...http }, "api_down"),
	limited: verdictOf("degraded", { kind: "rate_limited", retryAfterMs: null, ...http, httpStatus: 429 }),
	slow: verdictOf("degraded", { kind: "slow", stage: "inference", ms: 9000, slowMs: 5000 }),
	idle: verdictOf("degraded", { kind: "idle", how: "not_loaded" }),
} as const satisfies Record<string, Verdict>;
export type Word = keyof typeof VERDICTS;

export const START = Date.parse("2026-01-01T00:00:00Z");

type Over = Readonly<{ target?: string; url?: string; time?: number; policy?: Partial<AlertPolicy> }>;

export function observed(word: Word, { target = "chat", url, time = START, policy = {} }: Over = {}): Observation {
	const verdict: Verdict = VERDICTS[word];
	const iso = new Date(time).toISOString();
	return {
		verdict,
		memory: { variant: null, counters: null },
		policy: { ...DEFAULT_POLICY, ...policy },
		facts: {
			target,
			url: url ?? "http://gpu-1:8000/v1",
			model: "Qwen/Qwen3-8B",
			status: verdict.status,
			stage: verdict.stage,
			failure: verdict.cause,
			notes: [],
			access: { dialect: "openai", apiKeyEnv: "LLM_API_KEY", auth: "bearer", caFile: null },
			httpStatus: null,
			apiMs: null,
			inferenceMs: null,
			ttftMs: null,
			tokensPerSecond: null,
			models: null,
			server: "vllm",
			answer: null,
			completionTokens: null,
			time: iso,
			since: iso,
			changed: false,
			alert: "none",
		},
	};
}
