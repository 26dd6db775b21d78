import type { Failure } from "../core/failure.ts";
import type { RequestVariant } from "../core/outcome.ts";
import type { InferenceTask } from "./attempt.ts";
import { adapted, sameVariant, standardVariant, variantInWords } from "./chat-request.ts";
import type { Finding } from "./reply-failure.ts";

/** The tries of one target's stage so far. */
export type Tries = Readonly<{
	variant: RequestVariant;
	/** All forms sent, `variant` included. */
	tried: readonly RequestVariant[];
	/** The failure that earned the one retry on a fresh connection. */
	retriedAfter: Failure | null;
	/** The empty or garbage answer that is being confirmed with another prompt. */
	confirming: Failure | null;
}>;

export type NextTry = Readonly<{ tries: Tries; pauseMs: number; fresh: boolean; why: string }>;

const MOST_VARIANTS = 3;

/** A server that just failed gets a moment before the second opinion. */
const RETRY_PAUSE_MS = 2000;

/** With less time than this left, another try would only blame the server for our haste. */
const LEAST_TIME_MS = 300;

/** Whether a failure deserves another try before it is called one; pure, so that every path can be tested. */
export function nextTry(tries: Tries, finding: Finding, task: InferenceTask, remainingMs: number): NextTry | null {
	if (remainingMs < LEAST_TIME_MS) return null;
	return (
		adaptedTry(tries, finding, task) ??
		confirmingTry(tries, finding) ??
		secondOpinion(tries, finding.failure, remainingMs)
	);
}

function adaptedTry(tries: Tries, { failure, said }: Finding, { target }: InferenceTask): NextTry | null {
	if (failure.kind !== "rejected_request" || said === null || tries.tried.length >= MOST_VARIANTS) return null;
	// A remembered form that stopped working may have to give way to the plain one.
	const candidates = [adapted(tries.variant, said), standardVariant(target)];
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

function confirmingTry(tries: Tries, { failure }: Finding): NextTry | null {
	if (failure.kind !== "empty_answer" && failure.kind !== "garbage_answer") return null;
	if (tries.confirming !== null) return null;
	return { tries: { ...tries, confirming: failure }, pauseMs: 0, fresh: false, why: "asked again with another prompt" };
}

function secondOpinion(tries: Tries, failure: Failure, remainingMs: number): NextTry | null {
	if (tries.retriedAfter !== null || !deservesRetry(failure)) return null;
	const pauseMs = isServerFailure(failure) ? retryPauseMs(remainingMs) : 0;
	return { tries: { ...tries, retriedAfter: failure }, pauseMs, fresh: true, why: "one retry on a fresh connection" };
}

export function retryPauseMs(remainingMs: number): number {
	return Math.max(0, Math.min(RETRY_PAUSE_MS, remainingMs / 4));
}

/** Once, and only where a retry adds no load to a server in trouble: not for time-outs, 429 or a refusal. */
export function deservesRetry(failure: Failure): boolean {
	const { kind } = failure;
	return (
		kind === "connection_closed" || kind === "truncated_answer" || kind === "stream_cut" || isServerFailure(failure)
	);
}

export function isServerFailure(failure: Failure): boolean {
	if (failure.kind === "server_error") return failure.httpStatus === 500 || failure.httpStatus === 424;
	return failure.kind === "gateway_error" && failure.httpStatus === 502;
}

/** For the note that a target passed only at the second try. */
export function failureInWords(failure: Failure): string {
	const status =
		"httpStatus" in failure && failure.httpStatus !== null && failure.httpStatus !== 200
			? ` (HTTP ${failure.httpStatus})`
			: "";
	return failure.kind.replaceAll("_", " ") + status;
}
