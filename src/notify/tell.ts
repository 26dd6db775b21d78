import type { NotifierSetup } from "../config/config.ts";
import type { Transition } from "../core/alert.ts";
import type { Delivery } from "../core/delivery.ts";
import type { DeliveryContext } from "./delivery-context.ts";
import { composeMessage } from "./message.ts";
import { deliver } from "./notifiers.ts";

/** Kept for the run to record what became of the message. */
const RECORD_MS = 200;

/** Tells one notifier everything that waits for it, as one message. `host`: this host's name, as the reader knows it. */
export function tell(
	setup: NotifierSetup,
	due: readonly Transition[],
	{ mayRepeat, ...context }: DeliveryContext & Readonly<{ mayRepeat: boolean; host: string }>,
): Promise<Delivery> {
	const message = composeMessage(due, { host: context.host, now: context.now(), stateUnwritable: mayRepeat });
	return deliver(setup, message, { ...context, deadlineAt: context.deadlineAt - RECORD_MS });
}
