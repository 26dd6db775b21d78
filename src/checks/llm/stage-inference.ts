import type { Answer, Counters, Note, Outcome, ProbeMemory } from "../../core/result/outcome.ts";
import { notesOnAnswering } from "./answered-by.ts";
import { type Attempt, askModel, type InferenceTask } from "./ask-model.ts";
import type { Dialect, Question } from "./dialects/dialect.ts";
import type { Finding } from "./errors/classify-reply.ts";
import { failureInWords } from "./failure-words.ts";
import type { ModelEntry } from "./model-list.ts";
import type { Tries } from "./next-try.ts";
import { OutOfTime, type Session } from "./session.ts";
import { rememberedVariant, sameVariant, variantInWords } from "./variant.ts";

export type InferenceFindings = Readonly<{
	outcome: Outcome;
	answer: Answer | null;
	notes: readonly Note[];
	memory: ProbeMemory;
}>;

export type InferenceWork = InferenceTask & Readonly<{ entries: readonly ModelEntry[]; memory: ProbeMemory | null }>;

/** Another prompt, with more tokens, to confirm an empty answer: the model may have had nothing to say. */
const OTHER_PROMPT = "Say hi and count from one to five.";

/** Stage `inference`: does the model generate. One to five requests, one on a healthy run. */
export async function runInferenceStage(session: Session, work: InferenceWork): Promise<InferenceFindings> {
	const { target } = work;
	const { dialect } = session;
	if (target.noWake) {
		const { findIdle } = await import("./idle/idle-check.ts");
		const idle = await findIdle(session, work);
		if (idle) return failedWith(session, work, null, idle, null);
	}
	let tries = firstTries(dialect, work);
	let before: FailedAttempt | null = null;
	for (;;) {
		const last: Attempt = await askModel(session, work, questionOf(work, tries)).catch(whatWasSeen(before));
		if (last.passed) return passedWith(session, work, last, tries);
		if (last === before) return judgedWith(session, work, last, tries);
		const { nextTry } = await import("./next-try.ts");
		const next = await nextTry(tries, last.finding, { target, dialect }, session.remainingMs());
		if (next === null) return judgedWith(session, work, last, tries);
		session.explain(target, "inference", last.finding.rule, `${last.finding.failure.kind}; ${next.why}`);
		if (next.fresh) session.renew();
		if (next.pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, next.pauseMs));
		tries = next.tries;
		// The earlier failure counts only before a plain retry: before a new form or prompt it said too little.
		before = next.fresh ? last : null;
	}
}

type FailedAttempt = Extract<Attempt, { passed: false }>;

/** If the deadline cut a retry short, the first answer counts. */
function whatWasSeen(before: FailedAttempt | null) {
	return (error: unknown): FailedAttempt => {
		if (before === null || !(error instanceof OutOfTime)) throw error;
		return before;
	};
}

function firstTries(dialect: Dialect, { target, memory }: InferenceWork): Tries {
	const known = memory?.variant ?? null;
	const variant = known === null ? dialect.standardVariant(target) : rememberedVariant(known, target);
	return { variant, tried: [variant], retriedAfter: null, confirming: null, confirmingTokens: 0 };
}

function questionOf({ target }: InferenceWork, { variant, confirming, confirmingTokens }: Tries): Question {
	if (confirming === null) return { variant, prompt: target.prompt, leastTokens: 0 };
	// An expected answer comes only to the target's own prompt.
	const prompt = target.expect === null ? OTHER_PROMPT : `Please answer this: ${target.prompt}`;
	return { variant, prompt, leastTokens: confirmingTokens };
}

function passedWith(
	session: Session,
	{ target, model, memory, entries }: InferenceWork,
	last: Extract<Attempt, { passed: true }>,
	{ variant, tried, retriedAfter, confirming }: Tries,
): InferenceFindings {
	session.explain(target, "inference", last.rule, last.because);
	const standard = sameVariant(variant, session.dialect.standardVariant(target));
	const doubted = retriedAfter ?? confirming;
	const { answeredBy, isFallback = false } = last;
	const { show } = session;
	const notes: Note[] = [
		...(tried.length > 1 ? [{ kind: "request_adapted", how: variantInWords(variant) } as const] : []),
		...(doubted ? [{ kind: "retried", after: failureInWords(doubted) } as const] : []),
		...notesOnAnswering({ asked: model, answered: answeredBy, isFallback, entries, show }),
	];
	// Keeps the remembered form unless it changed: each run applies the target's token limit again.
	const learned = tried.length > 1 ? variant : (memory?.variant ?? null);
	const outcome = { passed: true, ms: last.ms ?? 0, httpStatus: last.httpStatus ?? 200 } as const;
	return { outcome, answer: last.answer, notes, memory: { variant: standard ? null : learned, counters: null } };
}

/** The final verdict on a failure; a time-out or crash is first checked through the server's own routes. */
async function judgedWith(session: Session, work: InferenceWork, last: FailedAttempt, tries: Tries) {
	const { confirming, retriedAfter } = tries;
	const { lastWords, silenceOf } = await import("./last-words.ts");
	const patience = silenceOf(last.finding, last.ms);
	if (patience === null) {
		return failedWith(session, work, last, await lastWords(session, work.target, last.finding, retriedAfter), null);
	}
	// It did answer the first prompt: a time-out on the longer one makes that no worse.
	if (confirming !== null) {
		const finding = { failure: confirming, rule: "the second opinion did not come in time", errorBody: null };
		return failedWith(session, work, last, finding, null);
	}
	const byGateway = last.finding.failure.kind === "gateway_error";
	const silence = { patience, byGateway, earlier: work.memory?.counters ?? null };
	const { explainSilence } = await import("./idle/idle-check.ts");
	const { finding, counters, isClosed } = await explainSilence(session, work, silence);
	if (!isClosed) return failedWith(session, work, last, finding ?? last.finding, counters);
	const gone = { ...last.finding, failure: { ...(retriedAfter ?? last.finding.failure), thenClosed: true } as const };
	return failedWith(session, work, last, { ...gone, rule: "silence, and then a closed port" }, null);
}

function failedWith(
	session: Session,
	{ target, memory }: InferenceWork,
	last: Attempt | null,
	{ failure, rule }: Finding,
	counters: Counters | null,
): InferenceFindings {
	session.explain(target, "inference", rule, failure.kind);
	// For an answer before the port closed, only the failure has the status.
	const httpStatus = last?.httpStatus ?? ("httpStatus" in failure ? failure.httpStatus : null);
	const outcome = { passed: false, ms: last?.ms ?? null, httpStatus, failure } as const;
	// A form that the server refuses is forgotten; any other failure says nothing about it.
	const variant = failure.kind === "rejected_request" ? null : (memory?.variant ?? null);
	return { outcome, answer: null, notes: [], memory: { variant, counters } };
}
