import type { Failure, Stage } from "./failure.ts";

export const STATUSES = ["ok", "degraded", "model_down", "api_down"] as const;
export type Status = (typeof STATUSES)[number];

/** Which stage failed: the whole meaning of the exit code. 3 is the check's own trouble and no status. */
export const EXIT_CODES = { ok: 0, degraded: 0, api_down: 1, model_down: 2 } as const satisfies Record<Status, number>;
export const EXIT_CHECK_FAILED = 3;

/** For a target that is not down, and counts as failed all the same. */
export function exitCodeOfStage(stage: Stage | null): number {
	return stage === "api" ? EXIT_CODES.api_down : EXIT_CODES.model_down;
}

/**
 * An outcome judged. `softAs` set: the cause is soft, so the status is `degraded` now and becomes that status
 * when it holds for the third run in a row.
 */
export type Verdict = Readonly<{
	status: Status;
	stage: Stage | null;
	cause: Failure | null;
	softAs: "api_down" | "model_down" | null;
}>;

/** The worst of several: `api_down`, `model_down`, `degraded`, `ok`, in that order; `ok` for none. */
export function worstStatus(statuses: readonly Status[]): Status {
	return STATUSES.reduce((worst, status) => (statuses.includes(status) ? status : worst), STATUSES[0]);
}
