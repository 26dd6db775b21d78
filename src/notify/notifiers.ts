import type { Delivery } from "../core/alerting/delivery.ts";
import { LocalError } from "../core/invocation/errors.ts";
import type { DeliveryContext, Notifier, Outgoing } from "./notifier.ts";
import type { SlackSetup } from "./slack/deliver.ts";

/** A notifier with all that its kind needs. Another kind is another member, and a row below. */
export type NotifierSetup = SlackSetup;

/** By kind; each is loaded, with all that it needs, when there is something to send. */
export type NotifierTable = Readonly<Record<string, () => Promise<Notifier<never>>>>;

const NOTIFIERS = {
	slack: async () => (await import("./slack/deliver.ts")).slack,
} as const satisfies {
	readonly [K in NotifierSetup["kind"]]: () => Promise<Notifier<Extract<NotifierSetup, { kind: K }>>>;
};

/** Where a notifier's alerts go, in words without a secret. */
export async function placeOf(setup: NotifierSetup, table: NotifierTable = NOTIFIERS): Promise<string> {
	return (await loaded(setup, table)).place(setup as never);
}

/** Never throws: what happens here must not change the verdict of a check that ran. */
export async function deliver(
	setup: NotifierSetup,
	outgoing: Outgoing,
	context: DeliveryContext,
	table: NotifierTable = NOTIFIERS,
): Promise<Delivery> {
	try {
		return await (await loaded(setup, table)).deliver(setup as never, outgoing, context);
	} catch (error) {
		return { accepted: [], refused: [], problem: { kind: "retry", reason: explained(error), retryAfterMs: null } };
	}
}

/** A setup's kind has a row: the type of the default table says so. */
function loaded({ kind }: NotifierSetup, table: NotifierTable): Promise<Notifier<never>> {
	return (table[kind] as NotifierTable[string])();
}

/** Only our own words: those of a library may quote the secret address. */
function explained(error: unknown): string {
	if (error instanceof LocalError) return error.message;
	return `the message could not be sent: internal error (${error instanceof Error ? error.name : typeof error})`;
}
