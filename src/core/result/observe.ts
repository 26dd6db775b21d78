import type { AlertPolicy } from "../alerting/policy.ts";
import { fieldsOf, judge, KINDS, type Kinds } from "./kinds.ts";
import type { ProbeMemory, ProbeResult } from "./outcome.ts";
import type { TargetFacts } from "./target-facts.ts";
import type { Verdict } from "./verdict.ts";

/** One target of this run, probed and judged. */
export type Observation = Readonly<{
	/** Without recorded state: `since` is now, nothing changed, no alert was sent. */
	facts: TargetFacts;
	verdict: Verdict;
	memory: ProbeMemory;
	policy: AlertPolicy;
}>;

/** A probe's result, judged, in the form that the state and the reports use. */
export function observe(result: ProbeResult, policy: AlertPolicy, kinds: Kinds = KINDS): Observation {
	const verdict = judge(result, kinds);
	const fields = fieldsOf(result, kinds);
	const { target } = result;
	const time = new Date(result.time).toISOString();
	const facts: TargetFacts = {
		target: target.name,
		url: target.url,
		model: fields.model,
		status: verdict.status,
		stage: verdict.stage,
		failure: verdict.cause,
		notes: result.notes,
		access: fields.access,
		httpStatus: fields.httpStatus,
		apiMs: fields.apiMs,
		inferenceMs: fields.inferenceMs,
		ttftMs: fields.ttftMs,
		tokensPerSecond: fields.tokensPerSecond,
		models: fields.models,
		server: fields.server,
		answer: fields.answer,
		completionTokens: fields.completionTokens,
		time,
		since: time,
		changed: false,
		alert: "none",
	};
	return { facts, verdict, memory: result.memory, policy };
}
