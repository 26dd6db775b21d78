import type { Failure, Stage } from "../../core/result/failure.ts";
import type { Finding } from "./errors/classify-reply.ts";

/** What a server says of its own end, or a router of its workers, under whatever status: it says more than the status does. */
const SHUTTING_DOWN = /after (interpreter )?shutdown|\bshutting[ _]down\b|\bdraining\b/i;
const NO_WORKER =
	/^no models available\.?$|\bno (available |healthy |ready )?workers?( are)?( currently)? ?(available|left|registered|found|\(|$)|no_available_workers|error sending request for url/i;

/** A finding by status alone, put right by the words. What was found for a better reason stays. */
export function inItsOwnWords(finding: Finding, stage: Stage): Finding {
	const { failure } = finding;
	switch (failure.kind) {
		case "server_error":
		case "gateway_error":
		case "error_in_200":
		case "stream_error":
		case "overloaded":
			return reworded(finding, failure, stage);
		default:
			return finding;
	}
}

function reworded(
	finding: Finding,
	{ httpStatus, message, code, kind, thenClosed }: Extract<Failure, { message: string | null; code: string | null }>,
	stage: Stage,
): Finding {
	const facts = { httpStatus, message, code, ...(thenClosed ? { thenClosed } : {}) } as const;
	const says = (pattern: RegExp) => pattern.test(message ?? "") || pattern.test(code ?? "");
	if (says(SHUTTING_DOWN)) {
		return {
			...finding,
			failure: { kind: "shutting_down", ...facts },
			rule: "the server says that it is shutting down",
		};
	}
	// At both stages alike: the router's API is up, and it is the worker that is to be repaired.
	if (kind !== "overloaded" && says(NO_WORKER)) {
		return {
			...finding,
			failure: { kind: "no_instance", ...facts },
			rule: `a router without workers, at stage ${stage}`,
		};
	}
	return finding;
}
