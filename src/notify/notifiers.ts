import type { NotifierSetup } from "../config/config.ts";
import type { Delivery } from "../core/alerting/delivery.ts";
import { LocalError } from "../core/invocation/errors.ts";
import type { DeliveryContext } from "./delivery-context.ts";
import type { Message } from "./message/message.ts";

type Deliverer<Setup> = (setup: Setup, message: Message, context: DeliveryContext) => Promise<Delivery>;

/** Each kind with all that it needs is loaded when there is something to tell. Another one: a file and a row. */
const NOTIFIERS: {
	readonly [K in NotifierSetup["kind"]]: () => Promise<Deliverer<Extract<NotifierSetup, { kind: K }>>>;
} = {
	slack: async () => (await import("./slack/deliver.ts")).deliverToSlack,
};

/** Never throws: what happens here must not change the verdict of a check that ran. */
export async function deliver(setup: NotifierSetup, message: Message, context: DeliveryContext): Promise<Delivery> {
	try {
		const deliverer = await NOTIFIERS[setup.kind]();
		return await deliverer(setup, message, context);
	} catch (error) {
		return { kind: "retry", reason: explained(error), afterMs: null };
	}
}

/** Only our own words: those of a library may quote the secret address. */
function explained(error: unknown): string {
	if (error instanceof LocalError) return error.message;
	return `the message could not be sent: internal error (${error instanceof Error ? error.name : typeof error})`;
}
