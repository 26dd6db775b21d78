import type { AlertPolicy } from "../alerting/policy.ts";
import { judge } from "./judge.ts";
import type { ProbeMemory, ProbeResult } from "./outcome.ts";
import type { TargetFacts } from "./target-facts.ts";
import type { Verdict } from "./verdict.ts";

/** Of the listed models: they go into the state file and every log line, and a server may list any number. */
const MAX_MODELS = 1000;

/** One target of this run, probed and judged. */
export type Observation = Readonly<{
	/** As if nothing were remembered: `since` is now, nothing changed, no alert was sent. */
	facts: TargetFacts;
	verdict: Verdict;
	memory: ProbeMemory;
	policy: AlertPolicy;
}>;

/** A probe's result, judged, in the form that the state keeps and the reports are made of. */
export function observe(result: ProbeResult, policy: AlertPolicy): Observation {
	const verdict = judge(result);
	const { target } = result;
	const time = new Date(result.time).toISOString();
	const facts: TargetFacts = {
		target: target.name,
		url: target.baseUrl,
		model: result.model,
		status: verdict.status,
		stage: verdict.stage,
		failure: verdict.cause,
		notes: result.notes,
		access: { apiKeyEnv: target.apiKeyEnv, auth: target.auth, caFile: target.caFile },
		httpStatus: (result.inference ?? result.api).httpStatus,
		apiMs: result.api.ms,
		inferenceMs: result.inference?.ms ?? null,
		ttftMs: result.answer?.ttftMs ?? null,
		tokensPerSecond: result.answer?.tokensPerSecond ?? null,
		models: result.models?.slice(0, MAX_MODELS) ?? null,
		server: result.server,
		answer: result.answer?.text ?? null,
		completionTokens: result.answer?.completionTokens ?? null,
		time,
		since: time,
		changed: false,
		alert: "none",
	};
	return { facts, verdict, memory: result.memory, policy };
}
