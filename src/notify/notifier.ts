import type { Delivery } from "../core/alerting/delivery.ts";
import type { Severity } from "../core/alerting/policy.ts";
import type { Transition } from "../core/alerting/transition.ts";
import type { Secret } from "../core/target/target.ts";
import type { Message } from "./message/message.ts";

/** What every notifier has, whatever its kind. Each kind adds its own settings, plain ones and `NamedSecret`s. */
export type CommonSetup = Readonly<{
	/** Unique; what is accepted and what is not is remembered under it. */
	name: string;
	minSeverity: Severity;
	/** As for a server: a receiver may be reached through a proxy too. */
	proxyUrl: Secret | null;
	caPem: string | null;
}>;

/**
 * What one notifier is to send now: everything that waits for it, oldest first, and all of it as one message for people.
 * A test message has no transitions.
 */
export type Outgoing = Readonly<{ message: Message; transitions: readonly Transition[] }>;

/** What every delivery needs of the run. */
export type DeliveryContext = Readonly<{
	/** On `performance.now()`'s scale. */
	deadlineAt: number;
	userAgent: string;
	/** Milliseconds since the epoch. */
	now(): number;
	sleep(ms: number): Promise<void>;
}>;

/** One kind of notifier: the whole contract. */
export type Notifier<Setup> = Readonly<{
	/** Where its alerts go, in words without a secret. */
	place(setup: Setup): string;
	/** Sends within the deadline and says what was accepted. It may throw: then all stays for the next run. */
	deliver(setup: Setup, outgoing: Outgoing, context: DeliveryContext): Promise<Delivery>;
}>;
