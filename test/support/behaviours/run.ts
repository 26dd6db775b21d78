import { probeServer } from "../../../src/checks/llm/probe-server.ts";
import { DEFAULT_POLICY } from "../../../src/core/alerting/policy.ts";
import { describe } from "../../../src/core/causes/describe.ts";
import { type Observation, observe } from "../../../src/core/result/observe.ts";
import type { LlmProbeResult } from "../../../src/core/result/outcome.ts";
import type { Verdict } from "../../../src/core/result/verdict.ts";
import type { LlmTarget } from "../../../src/core/target/target.ts";
import { MODEL } from "../healthy.ts";
import type { Call } from "../scripted-server.ts";
import { CA_FILE } from "../tls.ts";
import type { Behaviour } from "./behaviour.ts";
import { arrange, type Stage } from "./stage.ts";

// The program loads these when it needs them, from one file each. To compile them here would take of the probe's own time.
import "../../../src/checks/llm/errors/classify-reply.ts";
import "../../../src/checks/llm/idle/idle-check.ts";
import "../../../src/checks/llm/last-words.ts";
import "../../../src/checks/llm/next-try.ts";
import "../../../src/checks/llm/unlisted.ts";

/** The bound of one run, whatever the server does. */
export const DEADLINE_MS = 5000;

/** What came of one behaviour. */
export type Seen = Readonly<{
	result: LlmProbeResult;
	verdict: Verdict;
	observation: Observation;
	headline: string;
	words: string;
	nextStep: string | null;
	base: string;
	/** All requests, and the chat completions among them. */
	calls: readonly Call[];
	chats: readonly Call[];
	connections: number;
	elapsedMs: number;
}>;

/** The product's way: probe, judge, put into words. */
export async function run(behaviour: Behaviour): Promise<Seen> {
	await using stage = await arrange(behaviour);
	return await probeStage(behaviour, stage);
}

/** The same on a stage that the caller keeps open. */
export async function probeStage(behaviour: Behaviour, stage: Stage): Promise<Seen> {
	const target = targetOf(behaviour, stage);
	const { proxyUrl } = stage;
	const { key } = behaviour;
	const access = {
		apiKey: key === null ? null : () => key,
		caPem: stage.caPem,
		proxyUrl: proxyUrl === null ? null : () => proxyUrl,
	};
	const before = performance.now();
	const [result] = await probeServer([{ target, access, memory: behaviour.memory }], {
		deadlineAt: before + DEADLINE_MS,
		userAgent: "llm-healthcheck/0.0.0-test",
		now: Date.now,
		trace: null,
	});
	if (result === undefined) throw new Error("no result");
	const observation = observe(result, DEFAULT_POLICY);
	const { verdict } = observation;
	const { headline, detail, nextStep } = describe(observation.facts);
	const calls = [...(stage.server?.calls ?? [])];
	return {
		result,
		verdict,
		observation,
		headline,
		words: detail ?? "",
		nextStep,
		base: stage.baseUrl,
		calls,
		chats: calls.filter((call) => call.method === "POST"),
		connections: stage.server?.connections() ?? 0,
		elapsedMs: performance.now() - before,
	};
}

function targetOf(behaviour: Behaviour, stage: Stage): LlmTarget {
	return {
		kind: "llm",
		name: "behaviour",
		dialect: "openai",
		url: stage.baseUrl,
		model: MODEL,
		list: "ask",
		apiKeyEnv: "LLM_API_KEY",
		auth: "bearer",
		apiTimeoutMs: 4000,
		// With the time for a look at the server's counters it fits into the deadline.
		inferenceTimeoutMs: 3000,
		slowMs: null,
		maxTokens: 5,
		temperature: 0,
		prompt: "healthcheck",
		expect: null,
		stream: false,
		noWake: false,
		perServer: 3,
		caFile: stage.caPem === null ? null : CA_FILE,
		...behaviour.target,
	};
}
