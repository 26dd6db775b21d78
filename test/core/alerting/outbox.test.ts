import { describe, expect, it } from "vitest";
import { advance } from "../../../src/core/alerting/advance.ts";
import { givenUp, pendingFor, tick } from "../../../src/core/alerting/outbox.ts";
import { EMPTY_STATE, type State } from "../../../src/core/alerting/state.ts";
import type { Transition } from "../../../src/core/alerting/transition.ts";
import { transition as sample, unworded } from "../../notify/sample-transitions.ts";
import { observed, START } from "./observations.ts";
import { SLACK, story } from "./story.ts";

const DAY = 24 * 3600 * 1000;
const MINUTES_A_DAY = 24 * 60;
const PAGER = { name: "pager", minSeverity: "info" } as const;
const BOTH = ["slack", "pager"];

function down(targets: readonly string[], listeners = [SLACK]): State {
	return advance(
		EMPTY_STATE,
		targets.map((target) => observed("api_down", { target })),
		{ listeners, held: new Set(), now: START },
	).state;
}

const marksOf = ({ targets }: State) =>
	Object.fromEntries(Object.entries(targets).map(([name, { facts }]) => [name, facts.alert]));
const idsOf = (state: State, notifier: string) => pendingFor(state, notifier).map(({ id }) => id);
const waitingIn = (state: State, notifier: string) => pendingFor(state, notifier).map(({ target }) => target);

describe("ticking off", () => {
	it("three of five accepted: two stay for the next run", () => {
		const state = down(["a", "b", "c", "d", "e"]);
		const accepted = idsOf(state, "slack").slice(0, 3);
		const after = tick(state, { notifier: "slack", accepted }, ["slack"]);
		expect(waitingIn(after, "slack")).toEqual(["d", "e"]);
		expect(marksOf(after)).toEqual({ a: "sent", b: "sent", c: "sent", d: "pending", e: "pending" });
	});

	it("what is dropped leaves without being marked as sent", () => {
		const state = down(["a", "b"]);
		const [first = "", second = ""] = idsOf(state, "slack");
		const after = tick(state, { notifier: "slack", accepted: [second], dropped: [first] }, ["slack"]);
		expect(after.outbox).toEqual([]);
		expect(marksOf(after)).toEqual({ a: "none", b: "sent" });
	});

	it("what one notifier accepted waits on for the other", () => {
		const state = down(["a"], [SLACK, PAGER]);
		const after = tick(state, { notifier: "slack", accepted: idsOf(state, "slack") }, BOTH);
		expect(marksOf(after)).toEqual({ a: "pending" });
		expect([waitingIn(after, "slack"), waitingIn(after, "pager")]).toEqual([[], ["a"]]);
		expect(marksOf(tick(after, { notifier: "pager", accepted: idsOf(after, "pager") }, BOTH))).toEqual({ a: "sent" });
	});

	it("nothing accepted, or an id that nobody knows, changes nothing", () => {
		const state = down(["a"]);
		expect(tick(state, { notifier: "slack", accepted: [] }, ["slack"])).toBe(state);
		expect(tick(state, { notifier: "slack", accepted: ["?"] }, ["slack"])).toEqual(state);
	});
});

describe("a notifier that left the configuration is out of sight at once", () => {
	it("of the targets that are checked and of those that are not, and comes back within a week", () => {
		const state = down(["a", "b"], [SLACK, PAGER]);
		const accepted = tick(state, { notifier: "slack", accepted: idsOf(state, "slack") }, BOTH);
		expect(marksOf(accepted)).toEqual({ a: "pending", b: "pending" });
		const later = START + 60_000;
		const seen = [observed("api_down", { target: "a", time: later })];
		const context = { listeners: [SLACK], held: new Set<string>(), now: later };
		const { state: without, targets } = advance(accepted, seen, context);
		expect(targets.map(({ alert }) => alert)).toEqual(["none"]);
		expect(marksOf(without)).toEqual({ a: "none", b: "none" });
		const back = advance(without, [], { ...context, listeners: [SLACK, PAGER] }).state;
		expect(marksOf(back)).toEqual({ a: "pending", b: "pending" });
		expect(waitingIn(back, "pager")).toEqual(["a", "b"]);
	});

	it("what the others accepted is sent, whatever it still had to get", () => {
		const state = down(["a"], [SLACK, PAGER]);
		const after = tick(state, { notifier: "slack", accepted: idsOf(state, "slack") }, ["slack"]);
		expect(marksOf(after)).toEqual({ a: "sent" });
	});
});

describe("what is given up for a notifier that refuses everything for its setup", () => {
	const NOW = START + 100 * DAY;
	/** `p8`: a problem of 8 days ago; `r`: its end. */
	const lived = (words: string, target = "chat"): Transition[] =>
		words.split(" ").map((word) => {
			const isEnd = word.startsWith("r");
			const time = new Date(NOW - Number(word.slice(1)) * DAY).toISOString();
			const kind = isEnd ? "recovered" : "problem";
			return unworded(sample({ id: `${target} ${word}`, target, kind, to: isEnd ? "ok" : "api_down", time }));
		});

	it.each([
		["p6 r5", ""],
		["p8", ""],
		["p9 r8", "p9 r8"],
		["p8 r6", ""],
		["r8", "r8"],
		["p9 r8 p7.5", "p9 r8"],
		["p20 r19 p9 r8 p2 r1", "p20 r19 p9 r8"],
	])("of %s: %s", (words, expected) => {
		const ids = givenUp([...lived(words), ...lived("p1", "other")], NOW);
		expect(ids.map((id) => id.replace("chat ", "")).join(" ")).toBe(expected);
	});

	it("a failure that lasts is never given up, so that whoever repairs the setup hears of it", () => {
		const { sees, outbox, deliverTo } = story();
		deliverTo();
		sees("api_down", 0);
		sees("api_down", 30 * MINUTES_A_DAY);
		expect(givenUp(outbox(), START + 30 * DAY)).toEqual([]);
	});
});
