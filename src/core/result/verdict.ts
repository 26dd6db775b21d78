import type { Failure, Stage } from "./failure.ts";

export const STATUSES = ["ok", "degraded", "model_down", "api_down"] as const;
export type Status = (typeof STATUSES)[number];

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
