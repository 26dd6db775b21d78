import { EMPTY_STATE, type State } from "../../src/core/alerting/state.ts";
import { decodeOwn, encodeState } from "../../src/store/encoding.ts";
import type { StateStore } from "../../src/store/store.ts";
import { onSaved } from "./model-parts.ts";
import { type Actor, type Model, mayDie, turn } from "./turns.ts";

const GIVES_UP_AFTER = 40;

/** The state file of one run, on the model's disk. A dead run's lock is free, as the next one would find out. */
export function memoryStore(model: Model, actor: Actor): StateStore {
	let held: State | null = null;
	const write = (state: State): string | null => {
		mayDie(model, actor);
		if (model.faulty && model.random.chance(0.08)) {
			model.tally.diskFaults += 1;
			if (model.sabotage === "takes a failed save for a good one") return null;
			actor.refused = true;
			return "the disk is full";
		}
		const text = encodeState(state);
		if (model.sabotage === "writes in two halves") {
			model.disk = text.slice(0, text.length / 2);
			mayDie(model, actor);
		}
		model.disk = text;
		onSaved(model, actor, state);
		mayDie(model, actor);
		return null;
	};
	return {
		path: "/nowhere/state.json",
		async peek() {
			await turn(model, actor);
			return model.disk === null ? { kind: "missing" } : { kind: "state", state: read(model) };
		},
		async lock() {
			for (let tries = 0; tries < GIVES_UP_AFTER; tries++) {
				await turn(model, actor);
				if (model.holder && model.sabotage !== "no lock") continue;
				model.holder = actor;
				return { kind: "held" };
			}
			return { kind: "busy", problem: "another run holds it" };
		},
		async load() {
			await turn(model, actor);
			actor.now = model.clock;
			return { state: read(model), warnings: [], lost: false };
		},
		save(state) {
			if (model.sabotage !== "saves after sending" || actor.recorded) return write(state);
			// Kept back: goes to the disk together with the tick, or when the run ends.
			const first = held === null;
			held = state;
			return first ? null : write(state);
		},
		unlock() {
			if (actor.dead) return;
			if (held && !actor.recorded) write(held);
			if (model.holder === actor) model.holder = null;
		},
		cleanup() {},
	};
}

function read(model: Model): State {
	if (model.disk === null) return EMPTY_STATE;
	const state = decodeOwn(model.disk);
	if (state === null) {
		model.violations.push("the state file cannot be read");
		return EMPTY_STATE;
	}
	if (model.sabotage === "forgets who asked for time") return { ...state, notifiers: {} };
	return model.sabotage === "forgets when it last looked" ? withoutTimes(state) : state;
}

function withoutTimes(state: State): State {
	const entries = Object.entries(state.targets).map(([name, remembered]) => {
		const facts = { ...remembered.facts, time: new Date(0).toISOString() };
		return [name, { ...remembered, facts }] as const;
	});
	return { ...state, targets: Object.fromEntries(entries) };
}
