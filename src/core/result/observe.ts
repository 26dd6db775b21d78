import type { AlertPolicy } from "../alerting/policy.ts";
import { type CauseFacts, headlineOf, nextStepOf, wordsOf } from "../causes/causes.ts";
import { EXIT_CODES } from "./exit-code.ts";
import { judge } from "./judge.ts";
import type { Note, ProbeMemory, ProbeResult } from "./outcome.ts";
import type { TargetRecord } from "./target-record.ts";
import type { Verdict } from "./verdict.ts";

/** Of the listed models: the record goes into the state file and every log line, and a server may list any number. */
const MAX_MODELS = 1000;

/** One target of this run, probed and judged, in the form that the state and the reports take. */
export type Observation = Readonly<{
	/** As if nothing were remembered: `since` is now, nothing changed, nothing sent. */
	record: TargetRecord;
	verdict: Verdict;
	headline: string;
	memory: ProbeMemory;
	policy: AlertPolicy;
}>;

/** Puts a probe's result into words. */
export function observe(result: ProbeResult, policy: AlertPolicy): Observation {
	const verdict = judge(result);
	const facts = causeFacts(result, verdict);
	const { cause } = verdict;
	const time = new Date(result.time).toISOString();
	const record: TargetRecord = {
		target: result.target.name,
		url: result.target.baseUrl,
		model: result.model,
		status: verdict.status,
		ok: verdict.status === "ok",
		exitCode: EXIT_CODES[verdict.status],
		stage: verdict.stage,
		cause: cause?.kind ?? null,
		detail: cause ? wordsOf(cause, facts) : notesInWords(result.notes),
		nextStep: cause ? nextStepOf(cause, facts) : null,
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
	return {
		record,
		verdict,
		headline: cause ? headlineOf(cause, facts) : "Answers again",
		memory: result.memory,
		policy,
	};
}

function causeFacts(result: ProbeResult, verdict: Verdict): CauseFacts {
	return {
		target: result.target,
		stage: verdict.stage ?? "inference",
		server: result.server,
		model: result.model,
	};
}

const noteWords = {
	model_chosen: (note) => `no model set: asked ${note.model}, the first listed one that can chat`,
	model_not_listed: (note) => `${note.model} answers, though the server does not list it`,
	other_model_answered: (note) => `asked for ${note.asked}, ${note.answered} answered`,
	request_adapted: (note) => `the server needs its own form of request: ${note.how}`,
	retried: (note) => `passed at the second try, after: ${note.after}`,
} as const satisfies { [K in Note["kind"]]: (note: Extract<Note, { kind: K }>) => string };

function notesInWords(notes: readonly Note[]): string | null {
	const words = notes.map((note) => (noteWords[note.kind] as (note: Note) => string)(note));
	return words.length > 0 ? words.join("; ") : null;
}
