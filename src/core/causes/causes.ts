import type { Failure, FailureKind } from "../result/failure.ts";
import { showHost } from "./commands.ts";
import { MODEL_CAUSES } from "./model.ts";
import { NETWORK_CAUSES } from "./network.ts";
import { REQUEST_CAUSES } from "./request.ts";
import type { CauseFacts, CauseRow, CauseRows } from "./row.ts";
import { SERVER_CAUSES } from "./server.ts";

export type { CauseFacts, Prospect } from "./row.ts";

/** The one table of causes: a new kind of failure does not compile until it has its row. */
export const CAUSES: CauseRows<FailureKind> = {
	...NETWORK_CAUSES,
	...REQUEST_CAUSES,
	...SERVER_CAUSES,
	...MODEL_CAUSES,
};

/** The row for a failure's kind; TypeScript cannot infer that the two match. */
function rowOf(failure: Failure): CauseRow<FailureKind> {
	return CAUSES[failure.kind] as unknown as CauseRow<FailureKind>;
}

/** A few words for the first line of an alert: `API key rejected`. */
export function headlineOf(failure: Failure, facts: CauseFacts): string {
	const { headline } = rowOf(failure);
	return typeof headline === "string" ? headline : headline(failure, factsThen(failure, facts));
}

/** The cause in plain words, then the server's own words if any. */
export function wordsOf(failure: Failure, facts: CauseFacts): string {
	const words = rowOf(failure).words(failure, factsThen(failure, facts));
	const quoted = "message" in failure && failure.message !== null ? ` The server says: "${failure.message}"` : "";
	const after = failure.thenClosed ? " It then closed its port: it crashed or was stopped." : "";
	return `${words}${after}${quoted}`;
}

/** One line to paste into a shell. Holds the name of the key's variable, never the key. */
export function nextStepOf(failure: Failure, facts: CauseFacts): string {
	return failure.thenClosed ? showHost(facts) : rowOf(failure).nextStep(failure, facts);
}

/** A server that is gone counts as stage `api`, but its last words came from stage `inference`. */
function factsThen({ thenClosed }: Failure, facts: CauseFacts): CauseFacts {
	return thenClosed ? { ...facts, stage: "inference" } : facts;
}
