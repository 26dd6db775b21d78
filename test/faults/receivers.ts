import type { Delivery } from "../../src/core/alerting/delivery.ts";
import type { Transition } from "../../src/core/alerting/transition.ts";
import type { Send } from "../../src/run/deliver-all.ts";
import { type Actor, excuse, type Model, turn } from "./turns.ts";

const FAULTS = [
	"refuses",
	"loses its answer",
	"accepts some",
	"refuses some for their content",
	"asks for time",
] as const;
type Fault = (typeof FAULTS)[number];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The receivers of one run's alerts: what they accept goes into their ledgers. */
export function sendTo(model: Model, actor: Actor): Send {
	return async ({ name }, due, { stateProblem }) => {
		mustMayTry(model, name);
		await turn(model, actor);
		if (model.sabotage === "ticks off before sending") {
			await turn(model, actor);
			setImmediate(() => {
				if (!actor.dead) model.ledgers.get(name)?.receive(due, () => true);
			});
			return accepting(due);
		}
		const fault = faultOf(model);
		const [heard, delivery] = answered(fault, due, model, actor, name);
		if (heard.length > 0) {
			receive(model, name, heard, stateProblem !== null);
			actor.unticked.set(name, idsOf(heard));
		}
		await turn(model, actor);
		if (model.sabotage === "takes a failed delivery for a good one") return accepting(due);
		if (model.sabotage === "takes a part for the whole" && heard.length > 0) return accepting(due);
		if (fault === "loses its answer") excuse(model, actor, name);
		return delivery;
	};
}

function faultOf({ faulty, random, deafness, tally }: Model): Fault | null {
	if (!faulty || !random.chance(deafness)) return null;
	tally.webhookFaults += 1;
	return deafness < 1 ? random.pick(FAULTS) : "refuses";
}

/** What the receiver heard, whether it accepts or drops it, and what it answers. */
function answered(
	fault: Fault | null,
	due: readonly Transition[],
	model: Model,
	actor: Actor,
	name: string,
): readonly [heard: readonly Transition[], delivery: Delivery] {
	const retryAfterMs = model.random.pick([MINUTE, 20 * MINUTE, 3 * 60 * MINUTE, 2 * DAY]);
	const keeping = (problem: Fault, afterMs: number | null = null): Delivery => ({
		accepted: [],
		refused: [],
		problem: { kind: "retry", reason: problem, retryAfterMs: afterMs },
	});
	const head = headOf(due, model);
	switch (fault) {
		case null:
			return [due, accepting(due)];
		case "refuses":
			return [[], keeping(fault)];
		case "loses its answer":
			return [due, keeping(fault)];
		case "accepts some":
			return [head, { ...keeping(fault), accepted: idsOf(head) }];
		case "refuses some for their content": {
			const rest = due.filter((one) => !head.includes(one));
			return [due, { accepted: idsOf(rest), refused: [{ ids: idsOf(head), reason: fault }], problem: null }];
		}
		case "asks for time":
			actor.asked.add(name);
			return [[], keeping(fault, retryAfterMs)];
	}
}

/** Of each target as many as chance says, the oldest: the story of a target is sent in order. */
function headOf(due: readonly Transition[], { random }: Model): readonly Transition[] {
	const left = new Map<string, number>();
	return due.filter(({ target }) => {
		const count = left.get(target) ?? random.int(due.length + 1);
		left.set(target, count - 1);
		return count > 0;
	});
}

function accepting(due: readonly Transition[]): Delivery {
	return { accepted: idsOf(due), refused: [], problem: null };
}

function idsOf(transitions: readonly Transition[]): readonly string[] {
	return transitions.map(({ id }) => id);
}

/** Who asked for time, and is on record with it, is left alone until then: at most a day, whatever the clock does. */
function mustMayTry(model: Model, notifier: string): void {
	const until = model.patience.get(notifier) ?? 0;
	if (until > model.clock && until <= model.clock + DAY) model.violations.push(`${notifier} asked to be left alone`);
	model.patience.delete(notifier);
}

function receive(model: Model, notifier: string, due: readonly Transition[], mayRepeat: boolean): void {
	model.ledgers.get(notifier)?.receive(due, (id) => {
		const recorded = model.onDisk.has(id);
		if (!recorded && !mayRepeat) model.violations.push(`${id} was sent before it was recorded`);
		return recorded || !mayRepeat;
	});
}
