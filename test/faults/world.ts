import { PROBERS } from "../../src/checks/checks.ts";
import type { Prober, Probers } from "../../src/checks/prober.ts";
import type { Config } from "../../src/config/config.ts";
import { type AlertPolicy, DEFAULT_POLICY, type QuietWindow } from "../../src/core/alerting/policy.ts";
import type { FailedOutcome, LlmProbeResult, LlmStages, PassedOutcome } from "../../src/core/result/outcome.ts";
import type { LlmTarget, Target } from "../../src/core/target/target.ts";
import type { Condition } from "./reference.ts";

const passed: PassedOutcome = { passed: true, ms: 3, httpStatus: 200 };
const refused: FailedOutcome = {
	passed: false,
	ms: null,
	httpStatus: null,
	failure: { kind: "refused", code: "ECONNREFUSED" },
};
const http = (httpStatus: number, kind: "server_error" | "overloaded"): FailedOutcome => ({
	passed: false,
	ms: 3,
	httpStatus,
	failure:
		kind === "overloaded"
			? { kind, httpStatus, message: null, code: null }
			: { kind, trouble: null, httpStatus, message: null, code: null },
});

const SEEN = {
	ok: { api: passed, inference: passed },
	api_down: { api: refused, inference: "api_failed" },
	model_down: { api: passed, inference: http(500, "server_error") },
	busy: { api: passed, inference: http(503, "overloaded") },
} as const satisfies Record<Condition, LlmStages>;

/** What a probe of a target in this condition brings back. */
export function probed(target: LlmTarget, condition: Condition, time: number): LlmProbeResult {
	const memory = { variant: null, counters: null };
	return {
		kind: "llm",
		target,
		time,
		model: "m",
		models: ["m"],
		server: "vllm",
		answer: null,
		notes: [],
		flaw: null,
		memory,
		...SEEN[condition],
	};
}

/** A prober that asks no server: `probe` says what it saw. Targets with one URL share a server. */
export function scriptedProbers(probe: Prober<"llm">["probe"]): Probers {
	const serverKey = ({ url }: LlmTarget) => url;
	return { ...PROBERS, llm: async () => ({ serverKey, probe }) };
}

export function targetNamed(name: string, port: number): LlmTarget {
	return {
		kind: "llm",
		name,
		dialect: "openai",
		url: `http://127.0.0.1:${port}/v1`,
		model: "m",
		list: "ask",
		apiKeyEnv: "LLM_API_KEY",
		auth: "bearer",
		apiTimeoutMs: 1000,
		inferenceTimeoutMs: 1000,
		slowMs: null,
		maxTokens: 5,
		temperature: 0,
		prompt: "healthcheck",
		expect: null,
		stream: false,
		noWake: false,
		perServer: 3,
		caFile: null,
	};
}

export const NOTIFIERS: Config["notifiers"] = [
	{ name: "everything", minSeverity: "info" } as const,
	{ name: "critical", minSeverity: "critical" } as const,
].map((fields) => ({
	kind: "slack",
	webhookUrl: { variable: "SLACK_WEBHOOK_URL", read: () => "" },
	proxyUrl: null,
	caPem: null,
	...fields,
}));

export function configOf(
	targets: readonly Target[],
	{ quiet = [], ...policy }: Partial<AlertPolicy> & Readonly<{ quiet?: readonly QuietWindow[] }>,
): Config {
	return {
		targets: targets.map((target) => ({
			target,
			access: { apiKey: null, caPem: null, proxyUrl: null },
			policy: { ...DEFAULT_POLICY, ...policy },
		})),
		quiet: new Map(targets.map(({ name }) => [name, quiet])),
		notifiers: NOTIFIERS,
		statePath: "/nowhere/state.json",
		stateMode: 0o600,
		deadlineMs: 60_000,
		heartbeatUrl: null,
		heartbeatProxyUrl: null,
		heartbeatReport: "run",
		textfilePath: null,
		warnings: [],
	};
}
