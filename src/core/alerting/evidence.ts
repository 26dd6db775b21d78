import { EXIT_CODES } from "../result/exit-code.ts";
import type { FailureKind } from "../result/failure.ts";
import type { Status, Verdict } from "../result/verdict.ts";
import type { AlertPolicy } from "./policy.ts";

/** A soft cause becomes what it threatens to be at this run in a row. */
const SOFT_RUNS = 3;

/**
 * What a run says about the announced status.
 * `failing` with `status: null` is a soft cause that may pass: it counts as a failure and announces nothing.
 * `inconclusive` says nothing at all, so that being rate limited neither makes an outage nor ends one.
 */
export type Evidence = Readonly<
	{ kind: "failing"; status: Status | null } | { kind: "healthy"; status: Status } | { kind: "inconclusive" }
>;

/** A verdict in the light of the runs before: a soft cause that held long enough is no longer `degraded`. */
export type SettledVerdict = Readonly<{ status: Status; stage: Verdict["stage"]; softRuns: number }>;

export function settle(verdict: Verdict, softRunsBefore: number): SettledVerdict {
	const { status, stage, softAs } = verdict;
	if (softAs === null) return { status, stage, softRuns: 0 };
	const softRuns = softRunsBefore + 1;
	if (softRuns < SOFT_RUNS) return { status, stage, softRuns };
	return { status: softAs, stage: softAs === "api_down" ? "api" : "inference", softRuns };
}

export function isDown(status: Status): boolean {
	return EXIT_CODES[status] !== 0;
}

export function evidenceOf(
	verdict: Verdict,
	settled: SettledVerdict,
	announced: Status,
	policy: Pick<AlertPolicy, "announceDegraded">,
): Evidence {
	if (isDown(settled.status)) return { kind: "failing", status: settled.status };
	if (settled.status === "ok") return { kind: "healthy", status: "ok" };
	if (policy.announceDegraded && !isDown(announced)) return { kind: "failing", status: "degraded" };
	if (settled.softRuns > 0) return { kind: "failing", status: null };
	if (!disproves(verdict.cause?.kind ?? null, announced)) return { kind: "inconclusive" };
	return { kind: "healthy", status: policy.announceDegraded ? "degraded" : "ok" };
}

/**
 * Whether a degraded target is proof that the announced failure is over. A slow answer is an answer. A model that is
 * idle on purpose proves that the API is up, and nothing about a model announced as down.
 */
function disproves(cause: FailureKind | null, announced: Status): boolean {
	if (cause === "slow") return true;
	return cause === "idle" && announced !== "model_down";
}
