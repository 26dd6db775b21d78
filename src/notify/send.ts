import type { Delivery, DeliveryProblem } from "../core/alerting/delivery.ts";
import type { Transition } from "../core/alerting/transition.ts";
import { humanDuration, plural } from "../core/prose/clean.ts";
import { composeMessage } from "./message/compose.ts";
import type { MessageContext } from "./message/message.ts";
import { inWords } from "./message/worded.ts";
import { deliver } from "./notifiers.ts";

/** Kept for the run to record what became of the message. */
const RECORD_MS = 200;

/**
 * Sends one notifier everything that waits for it, and says in each reason what becomes of the alerts. `host`: this
 * host's name, as the reader knows it.
 */
export async function send(
	setup: NotifierSetup,
	due: readonly Transition[],
	{ stateProblem, host, ...context }: DeliveryContext & Pick<MessageContext, "stateProblem" | "host">,
): Promise<Delivery> {
	const message = composeMessage(due.map(inWords), { host, stateProblem, now: context.now() });
	const delivery = await deliver(setup, message, { ...context, deadlineAt: context.deadlineAt - RECORD_MS });
	if (delivery.kind === "delivered") return delivery;
	return { ...delivery, reason: `${delivery.reason}. ${NEXT[delivery.kind]}` };
}
