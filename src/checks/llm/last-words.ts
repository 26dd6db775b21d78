import { type Failure, isUnconnected, type Patience } from "../../core/result/failure.ts";
import { isHosted } from "../../core/target/server-kind.ts";
import type { LlmTarget } from "../../core/target/target.ts";
import type { Finding } from "./errors/classify-reply.ts";
import { LOOK_TIMEOUT_MS } from "./own-route.ts";
import type { Session } from "./session.ts";

/** A server that crashes on a request closes its port within this time. */
const DYING_MS = 2000;

/**
 * What a server said before it went down. A retry that finds a closed port says less than the first answer, and a
 * server whose answer broke off may be about to close it: the report keeps the server's own words.
 */
export async function lastWords(
	session: Session,
	target: LlmTarget,
	finding: Finding,
	retriedAfter: Failure | null,
): Promise<Finding> {
	const { failure } = finding;
	const first = tellingOf(retriedAfter, failure);
	if (failure.kind === "refused") {
		return retriedAfter === null ? finding : gone({ ...finding, failure: first });
	}
	if (!isDying(failure) || isHosted(session.kind()) || session.viaProxy) return finding;
	const pauseMs = Math.max(0, Math.min(DYING_MS, session.remainingMs() / 4));
	await new Promise((resolve) => setTimeout(resolve, pauseMs));
	const telling = { ...finding, failure: first };
	return (await isPortClosed(session, target)) ? gone(telling) : telling;
}

/** The more specific of the two failures: a dropped connection says the least. */
function tellingOf(first: Failure | null, last: Failure): Failure {
	return first === null || (first.kind === "connection_closed" && last.kind !== "refused") ? last : first;
}

/** The answer broke off, or an error came in the middle of it. */
function isDying({ kind }: Failure): boolean {
	return ["connection_closed", "stream_error", "stream_cut", "truncated_answer"].includes(kind);
}

async function isPortClosed(session: Session, target: LlmTarget): Promise<boolean> {
	const timeoutMs = Math.min(LOOK_TIMEOUT_MS, session.remainingMs() / 3);
	if (timeoutMs < 1) return false;
	session.renew();
	const url = session.dialect.lines.listUrl(target.url);
	const reply = await session.ask({ target, stage: "inference", method: "GET", url, body: null, timeoutMs });
	return reply.kind === "unanswered" && reply.code === "ECONNREFUSED";
}

function gone(finding: Finding): Finding {
	return {
		...finding,
		failure: { ...finding.failure, thenClosed: true },
		rule: "the first failure, and then a closed port",
	};
}

/** How long the model was silent, when the failure is a time-out. */
export function silenceOf({ failure }: Finding, ms: number | null): Patience | null {
	if (failure.kind === "timeout") return isUnconnected(failure) ? null : patienceOf(failure);
	if (failure.kind === "stream_stalled") return failure.tokens === 0 ? patienceOf(failure) : null;
	if (failure.kind !== "gateway_error" || ![504, 522, 524].includes(failure.httpStatus)) return null;
	// The gateway timed out, not the check.
	return { timeoutMs: ms ?? 0 };
}

function patienceOf({ timeoutMs }: Patience): Patience {
	return { timeoutMs };
}
