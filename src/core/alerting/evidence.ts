import { CAUSES } from "../causes/causes.ts";
import { EXIT_CODES } from "../result/exit-code.ts";
import type { FailureKind } from "../result/failure.ts";
import type { Status, Verdict } from "../result/verdict.ts";
import type { AlertPolicy } from "./policy.ts";

/** From this many runs in a row, a soft cause is down instead of `degraded`. */
const SOFT_RUNS = 3;

/**
 * What a run says about the announced status.
 * `failing` with `status: null` is a soft cause that may pass: it counts as a failing run and announces nothing.
 * `inconclusive` says nothing at all, so that a rate limit neither begins an outage nor ends one.
 */
export type Evidence = Readonly<
	{ kind: "failing"; status: Status | null } | { kind: "healthy"; status: Status } | { kind: "inconclusive" }
>;

/** A verdict that counts earlier runs: a soft cause that lasted long enough is down. */
export type CountedVerdict = Readonly<{ status: Status; stage: Verdict["stage"]; softRuns: number }>;

export function countSoftRuns(verdict: Verdict, softRunsBefore: number): CountedVerdict {
	const { status, stage, softAs } = verdict;
	if (softAs === null) return { status, stage, softRuns: 0 };
	const softRuns = softRunsBefore + 1;
	if (softRuns < SOFT_RUNS) return { status, stage, softRuns };
	return { status: softAs, stage: softAs === "api_down" ? "api" : "inference", softRuns };
}

export function isDown(status: Status): boolean {
	return EXIT_CODES[status] !== 0;
}

/** What the run's verdict says about the announced status. */
export function evidenceOf(
	verdict: Verdict,
	counted: CountedVerdict,
	announced: Status,
	policy: Pick<AlertPolicy, "announceDegraded">,
): Evidence {
	if (isDown(counted.status)) return { kind: "failing", status: counted.status };
	if (counted.status === "ok") return { kind: "healthy", status: "ok" };
	if (policy.announceDegraded && !isDown(announced)) return { kind: "failing", status: "degraded" };
	if (counted.softRuns > 0) return { kind: "failing", status: null };
	if (!provesRecovery(verdict.cause?.kind ?? null, announced)) return { kind: "inconclusive" };
	return { kind: "healthy", status: policy.announceDegraded ? "degraded" : "ok" };
}

/**
 * Whether a degraded target proves that the announced failure is over. A slow answer is an answer. A model left idle on
 * purpose proves that the API is up, and nothing about a model announced as down.
 */
function provesRecovery(cause: FailureKind | null, announced: Status): boolean {
	const proof = cause === null ? undefined : CAUSES[cause].provesAlive;
	return proof === "model" || (proof === "api" && announced !== "model_down");
}
