import type { State } from "../../src/core/alerting/state.ts";
import type { DeliveryParts } from "../../src/run/deliver-all.ts";
import { memoryStore } from "./memory-store.ts";
import { sendTo } from "./receivers.ts";
import { type Actor, type Model, turn } from "./turns.ts";
import { probed, scriptedProbers } from "./world.ts";

/** So many at most wait about one target, however long nobody listens. */
const BOUND = 16;

/** The program's own parts, but for the world around them. */
export function partsOf(model: Model, actor: Actor, config: DeliveryParts["config"]): DeliveryParts {
	const { disk } = { disk: memoryStore(model, actor) };
	return {
		config,
		version: "0.0.0",
		userAgent: "faults",
		deadlineAt: Number.POSITIVE_INFINITY,
		limit: { ms: config.deadlineMs, flag: "--deadline" },
		maxConnections: 10,
		trace: null,
		sleep: async () => {},
		store: disk,
		now() {
			actor.now = model.clock;
			return model.clock;
		},
		probers: scriptedProbers(async (requests) => {
			const time = model.clock;
			const results = requests.map(({ target }) => {
				const condition = model.conditions.get(target.name) ?? "ok";
				actor.seen.set(target.name, { condition, time });
				return probed(target, condition, time);
			});
			await turn(model, actor);
			return results;
		}),
		send: sendTo(model, actor),
	};
}

/** Called for each state that reached the disk. */
export function onSaved(model: Model, actor: Actor, state: State): void {
	for (const { id } of state.outbox) model.onDisk.add(id);
	for (const target of model.references.keys()) {
		const waiting = state.outbox.filter((transition) => transition.target === target).length;
		if (waiting > BOUND) model.violations.push(`${waiting} wait in the outbox about ${target}`);
	}
	for (const [notifier, ids] of actor.unticked) {
		const waits = state.outbox.some(({ id, pending }) => ids.includes(id) && pending.includes(notifier));
		if (waits) continue;
		model.ledgers.get(notifier)?.confirm(ids);
		actor.unticked.delete(notifier);
	}
	for (const notifier of actor.asked) {
		const retryAfter = state.notifiers[notifier]?.retryAfter;
		if (retryAfter === undefined) continue;
		model.patience.set(notifier, Date.parse(retryAfter));
		actor.asked.delete(notifier);
	}
	if (actor.recorded) return;
	actor.recorded = true;
	for (const [name, { condition, time }] of actor.seen) {
		model.references.get(name)?.record(condition, time, { now: actor.now, atOnce: actor.refused });
	}
}
