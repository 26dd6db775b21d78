import type { Failure } from "../../core/result/failure.ts";

/** A failure in a few words, for a note on what came of it. Apart: a healthy run notes a retry without loading failures. */
export function failureInWords(failure: Failure): string {
	const status =
		"httpStatus" in failure && failure.httpStatus !== null && failure.httpStatus !== 200
			? ` (HTTP ${failure.httpStatus})`
			: "";
	return failure.kind.replaceAll("_", " ") + status;
}
