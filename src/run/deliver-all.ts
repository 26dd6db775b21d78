import type { Config } from "../config/config.ts";
import type { Delivery } from "../core/alerting/delivery.ts";
import { type Finished, givenUp, pendingFor, tick } from "../core/alerting/outbox.ts";
import { heldUntil, rememberRetryAfter } from "../core/alerting/retry-after.ts";
import type { State, StateProblem } from "../core/alerting/state.ts";
import type { Transition } from "../core/alerting/transition.ts";
import { plural } from "../core/prose/clean.ts";
import type { StateStore } from "../store/store.ts";
import type { Parts } from "./observe-all.ts";

type Recipient = Config["notifiers"][number];

/** The context of sending transitions to a notifier. */
type SendContext = Readonly<{ deadlineAt: number; stateProblem: StateProblem | null }>;
export type Send = (notifier: Recipient, due: readonly Transition[], context: SendContext) => Promise<Delivery>;

export type DeliveryParts = Parts & Readonly<{ store: StateStore; send: Send }>;

/** `sendable`: the state without what must not be sent now. */
type Due = Readonly<{ state: State; sendable: State; stateProblem: StateProblem | null }>;
type Delivered = Readonly<{ state: State; problems: readonly string[] }>;

/**
 * Every notifier gets its pending transitions, unless it asked for a pause. What it accepts is ticked off and saved at
 * once; the rest stays for the next run.
 */
export async function deliverAll(parts: DeliveryParts, { state, sendable, stateProblem }: Due): Promise<Delivered> {
	const { config, deadlineAt, send, store, now } = parts;
	const names = config.notifiers.map(({ name }) => name);
	const problems: string[] = [];
	let latest = state;
	const deliverOne = async (notifier: Recipient) => {
		const { name } = notifier;
		const due = pendingFor(sendable, name);
		if (due.length === 0) return;
		const held = heldUntil(latest, name, now());
		if (held !== null) {
			problems.push(`${name}: not tried, as it asked to be left alone until ${held}. The alert is kept`);
			return;
		}
		const delivery = await send(notifier, due, { deadlineAt, stateProblem });
		const { finished, words } = finish(name, due, delivery, now());
		const ticked = rememberRetryAfter(tick(latest, finished, names), name, delivery.problem, now());
		const unsaved = ticked === latest ? null : store.save(ticked);
		latest = ticked;
		problems.push(...words.map((word) => `${name}: ${word}`), ...(unsaved === null ? [] : [unsaved]));
	};
	await Promise.all(config.notifiers.map(deliverOne));
	return { state: latest, problems };
}

/** Ticks off what the notifier is done with, and collects the problems to report. */
function finish(
	notifier: string,
	due: readonly Transition[],
	{ accepted, refused, problem }: Delivery,
	now: number,
): Readonly<{ finished: Finished; words: readonly string[] }> {
	const refusedIds = refused.flatMap(({ ids }) => ids);
	const done = new Set([...accepted, ...refusedIds]);
	const left = due.filter(({ id }) => !done.has(id));
	const old = problem?.kind === "setup" ? givenUp(left, now) : [];
	const reasons = [...refused.map(({ reason }) => reason), ...(problem === null ? [] : [problem.reason])];
	const gaveUp = `gave up on ${plural(old.length, "alert")} of what was over a week ago`;
	return {
		finished: { notifier, accepted, dropped: [...refusedIds, ...old] },
		words: old.length > 0 ? [...reasons, gaveUp] : reasons,
	};
}
