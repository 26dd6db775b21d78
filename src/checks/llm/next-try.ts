import type { Failure } from "../../core/result/failure.ts";
import type { RequestVariant } from "../../core/result/outcome.ts";
import type { InferenceTask } from "./ask-model.ts";
import type { Dialect } from "./dialects/dialect.ts";
import type { Finding } from "./errors/classify-reply.ts";
import { NO_TRACE } from "./generation.ts";
import { sameVariant, variantInWords } from "./variant.ts";

/** The tries of one target's stage so far. */
export type Tries = Readonly<{
	variant: RequestVariant;
	/** All forms sent, `variant` included. */
	tried: readonly RequestVariant[];
	/** The failure that caused the one retry on a fresh connection. */
	retriedAfter: Failure | null;
	/** The empty or garbage answer that is being confirmed with another prompt. */
	confirming: Failure | null;
	/** The minimum token limit for the other prompt. */
	confirmingTokens: number;
}>;

export type NextTry = Readonly<{ tries: Tries; pauseMs: number; fresh: boolean; why: string }>;

/** The target and its dialect. */
type TryTask = Pick<InferenceTask, "target"> & Readonly<{ dialect: Dialect }>;

const MOST_VARIANTS = 3;

/** The pause before a retry, for a server that just failed. */
const RETRY_PAUSE_MS = 2000;

/** With less time left there is no retry: its failure would be our fault, not the server's. */
const LEAST_TIME_MS = 300;

/** Decides whether to try again before reporting a failure. Sends nothing, so every path can be tested. */
export async function nextTry(
	tries: Tries,
	finding: Finding,
	task: TryTask,
	remainingMs: number,
): Promise<NextTry | null> {
	if (remainingMs < LEAST_TIME_MS) return null;
	const adapted = await adaptedTry(tries, finding, task);
	return adapted ?? confirmingTry(tries, finding) ?? freshTry(tries, finding, remainingMs);
}

async function adaptedTry(
	tries: Tries,
	{ failure, errorBody }: Finding,
	{ target, dialect }: TryTask,
): Promise<NextTry | null> {
	if (failure.kind !== "rejected_request" || errorBody === null || tries.tried.length >= MOST_VARIANTS) return null;
	// A remembered form may have stopped working: then try the standard one.
	const candidates = [await dialect.adapted(tries.variant, errorBody), dialect.standardVariant(target)];
	const isNew = (variant: RequestVariant) => !tries.tried.some((one) => sameVariant(one, variant));
	const variant = candidates.find((candidate) => candidate !== null && isNew(candidate));
	if (!variant) return null;
	const next = { ...tries, variant, tried: [...tries.tried, variant] };
	return {
		tries: next,
		pauseMs: 0,
		fresh: false,
		why: `the server refused the request: now ${variantInWords(variant)}`,
	};
}

/** More than a short answer needs. */
const TOKENS_TO_ANSWER = 32;
/** For counted but invisible tokens: a model may have spent them on hidden reasoning. */
const TOKENS_TO_THINK_AND_ANSWER = 256;

function confirmingTry(tries: Tries, { failure, rule }: Finding): NextTry | null {
	if (failure.kind !== "empty_answer" && failure.kind !== "garbage_answer") return null;
	if (tries.confirming !== null) return null;
	const mayThink = failure.kind === "empty_answer" && rule !== NO_TRACE;
	const confirmingTokens = mayThink ? TOKENS_TO_THINK_AND_ANSWER : TOKENS_TO_ANSWER;
	const next = { ...tries, confirming: failure, confirmingTokens };
	return { tries: next, pauseMs: 0, fresh: false, why: "asked again with another prompt" };
}

function freshTry(tries: Tries, finding: Finding, remainingMs: number): NextTry | null {
	const again = secondOpinion(finding, tries.retriedAfter, remainingMs);
	return again && { tries: { ...tries, retriedAfter: finding.failure }, ...again, fresh: true, why: SECOND_OPINION };
}

export const SECOND_OPINION = "one retry on a fresh connection";

/**
 * Whether to retry on a fresh connection, and after which pause. Once, and only where it adds no load to an overloaded
 * server: not for time-outs, 429 or a refusal. A retry after a closed connection does not use up this one: a healthy
 * server may close a kept connection at any time.
 */
export function secondOpinion(
	finding: Finding,
	retriedAfter: Failure | null,
	remainingMs: number,
): Readonly<{ pauseMs: number }> | null {
	const { kind } = finding.failure;
	const isSpent = retriedAfter !== null && (retriedAfter.kind !== "connection_closed" || kind === "connection_closed");
	if (isSpent || remainingMs < LEAST_TIME_MS) return null;
	if (isPassing(finding)) return { pauseMs: Math.max(0, Math.min(RETRY_PAUSE_MS, remainingMs / 4)) };
	return kind === "connection_closed" || kind === "truncated_answer" || kind === "stream_cut" ? { pauseMs: 0 } : null;
}

/** A server error that may pass quickly, by its HTTP status or the status that its 200 claims. */
function isPassing({ failure, errorBody }: Finding): boolean {
	// Each retry would load the model again.
	if (failure.kind === "server_error" && failure.trouble === "load") return false;
	if (failure.kind !== "server_error" && failure.kind !== "gateway_error" && failure.kind !== "error_in_200")
		return false;
	return [500, 502, 424].includes(failure.httpStatus === 200 ? (errorBody?.status ?? 0) : failure.httpStatus);
}
