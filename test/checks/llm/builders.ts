import { OPENAI } from "../../../src/checks/llm/dialects/openai/openai.ts";
import { openSession, type Session } from "../../../src/checks/llm/session.ts";
import type { LlmProbeResult } from "../../../src/core/result/outcome.ts";
import type { LlmTarget } from "../../../src/core/target/target.ts";

export function sampleTarget(overrides: Partial<LlmTarget> = {}): LlmTarget {
	return {
		...{ kind: "llm", name: "main", url: "http://127.0.0.1:9/v1", dialect: "openai" },
		...{ model: null, list: "ask", apiKeyEnv: "LLM_API_KEY", auth: "bearer" },
		...{ apiTimeoutMs: 2000, inferenceTimeoutMs: 2000, slowMs: null, maxTokens: 5, temperature: 0 },
		...{ prompt: "healthcheck", expect: null, stream: false, perServer: 3, noWake: false, caFile: null },
		...overrides,
	};
}

export function sampleResult(overrides: Partial<LlmProbeResult> = {}): LlmProbeResult {
	const passed = { passed: true, ms: 10, httpStatus: 200 } as const;
	return {
		...{ kind: "llm", target: sampleTarget(), time: 1000, model: "m", models: ["m"], server: "vllm", notes: [] },
		...{ api: passed, inference: passed },
		answer: { text: "Hi", completionTokens: 1, ttftMs: null, tokensPerSecond: null },
		...{ memory: { variant: null, counters: null }, flaw: null },
		...overrides,
	} as LlmProbeResult;
}

/** A session that is never asked anything: it only knows how to show foreign text. */
export function quietSession(apiKey: string | null = null): Session {
	const access = { apiKey: apiKey === null ? null : () => apiKey, caPem: null, proxyUrl: null };
	const context = { deadlineAt: 0, userAgent: "llm-healthcheck/test", now: () => 0, trace: null };
	return openSession(sampleTarget(), OPENAI, access, context);
}
