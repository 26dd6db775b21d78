import type { Failure } from "../../core/result/failure.ts";

/** A failure in a few words, for a note. A separate file: a healthy run can note a retry without loading causes. */
export function failureInWords(failure: Failure): string {
	const status =
		"httpStatus" in failure && failure.httpStatus !== null && failure.httpStatus !== 200
			? ` (HTTP ${failure.httpStatus})`
			: "";
	return failure.kind.replaceAll("_", " ") + status;
}
