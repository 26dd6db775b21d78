import type { Delivery, DeliveryProblem } from "../core/alerting/delivery.ts";
import type { Transition } from "../core/alerting/transition.ts";
import { plural } from "../core/prose/clean.ts";
import { humanDuration } from "../core/prose/duration.ts";
import { composeMessage } from "./message/compose.ts";
import type { MessageContext } from "./message/message.ts";
import { inWords } from "./message/worded.ts";
import type { DeliveryContext } from "./notifier.ts";
import { deliver, type NotifierSetup, type NotifierTable } from "./notifiers.ts";

/** Kept for the run to record what became of the message. */
const RECORD_MS = 200;

/**
 * Sends one notifier everything that waits for it, and says in each reason what becomes of the alerts. `host`: this
 * host's name, as the reader knows it.
 */
export async function send(
	setup: NotifierSetup,
	transitions: readonly Transition[],
	{ stateProblem, host, ...context }: DeliveryContext & Pick<MessageContext, "stateProblem" | "host">,
	table?: NotifierTable,
): Promise<Delivery> {
	const message = composeMessage(transitions.map(inWords), { host, stateProblem, now: context.now() });
	const limited = { ...context, deadlineAt: context.deadlineAt - RECORD_MS };
	const { accepted, refused, problem } = await deliver(setup, { message, transitions }, limited, table);
	return {
		accepted,
		refused: refused.map(({ ids, reason }) => ({ ids, reason: `${reason}. ${dropped(ids.length)}` })),
		problem: problem && { ...problem, reason: `${problem.reason}. The alert is kept${nextTry(problem)}` },
	};
}

function nextTry(problem: DeliveryProblem): string {
	if (problem.kind === "setup") return "; each run tries once more until this is put right";
	if (problem.retryAfterMs === null) return "; the next run tries again";
	return `, and tried again in ${humanDuration(problem.retryAfterMs)} at the earliest`;
}

function dropped(count: number): string {
	return `${count === 1 ? "The alert is" : `${plural(count, "alert")} are`} dropped, as it would be refused again`;
}
