import { describe, expect, it } from "vitest";
import { advance } from "../../../src/core/alerting/advance.ts";
import type { Listener } from "../../../src/core/alerting/recipients.ts";
import { EMPTY_STATE } from "../../../src/core/alerting/state.ts";
import type { Failure } from "../../../src/core/result/failure.ts";
import type { Observation } from "../../../src/core/result/observe.ts";
import { observed, START, type Word } from "./observations.ts";
import { SLACK, story } from "./story.ts";

const MINUTE = 60_000;

describe("what is told, run by run", () => {
	const rows: [name: string, runs: readonly [Word, ...string[]][]][] = [
		["healthy from the start is silent", [["ok"], ["ok"]]],
		["the first run acts as if ok had been announced", [["api_down", "problem ok→api_down"]]],
		["the same again is silent", [["model_down", "problem ok→model_down"], ["model_down"], ["model_down"]]],
		["recovery is told once", [["api_down", "problem ok→api_down"], ["ok", "recovered api_down→ok"], ["ok"]]],
		[
			"between the two kinds of down it is told as the new one",
			[
				["model_down", "problem ok→model_down"],
				["api_down", "problem model_down→api_down"],
				["model_down", "problem api_down→model_down"],
				["ok", "recovered model_down→ok"],
			],
		],
		[
			"a soft cause is down at the third run in a row",
			[["busy"], ["busy"], ["busy", "problem ok→model_down"], ["busy"]],
		],
		["a soft cause of the api stage becomes api_down", [["loading"], ["loading"], ["loading", "problem ok→api_down"]]],
		["health in between starts the count again", [["busy"], ["busy"], ["ok"], ["busy"], ["busy"], ["ok"]]],
		[
			"loading after an outage is no recovery yet",
			[["api_down", "problem ok→api_down"], ["loading"], ["ok", "recovered api_down→ok"]],
		],
		[
			"loading that never ends after an outage becomes its own trouble",
			[["api_down", "problem ok→api_down"], ["busy"], ["busy"], ["busy", "problem api_down→model_down"]],
		],
		["rate limited neither makes an outage …", [["limited"], ["limited"], ["limited"], ["limited"]]],
		["… nor ends one", [["api_down", "problem ok→api_down"], ["limited"], ["limited"], ["api_down"]]],
		[
			"a slow answer is an answer: the outage is over",
			[["model_down", "problem ok→model_down"], ["slow", "recovered model_down→degraded"], ["ok"]],
		],
		[
			"an idle model proves that the api is back",
			[
				["api_down", "problem ok→api_down"],
				["idle", "recovered api_down→degraded"],
			],
		],
		[
			"an idle model proves nothing of a model that was down",
			[["model_down", "problem ok→model_down"], ["idle"], ["ok", "recovered model_down→ok"]],
		],
		["degraded is silent unless asked for", [["slow"], ["idle"], ["ok"]]],
	];
	it.each(rows)("%s", (_name, runs) => {
		const { sees } = story();
		for (const [word, ...told] of runs) expect(sees(word)).toEqual(told);
	});

	it("tells degraded when asked for", () => {
		const { sees } = story({ announceDegraded: true });
		expect(sees("slow")).toEqual(["problem ok→degraded"]);
		expect(sees("slow")).toEqual([]);
		expect(sees("model_down")).toEqual(["problem degraded→model_down"]);
		expect(sees("slow")).toEqual(["problem model_down→degraded"]);
		expect(sees("ok")).toEqual(["recovered degraded→ok"]);
	});

	it("alerts after so many runs in trouble, of whatever kind", () => {
		const { sees, record, outbox, deliverTo } = story({ alertAfter: 3 });
		expect(sees("api_down")).toEqual([]);
		expect(sees("ok")).toEqual([]);
		expect(sees("api_down", 20)).toEqual([]);
		expect(sees("model_down", 25)).toEqual([]);
		deliverTo();
		sees("api_down", 30);
		expect(outbox()).toMatchObject([{ kind: "problem", to: "api_down", since: "2026-01-01T00:20:00.000Z" }]);
		expect(record().status).toBe("api_down");
	});

	it("tells recovery after so many runs in health, with the time when it began", () => {
		const { sees, outbox, deliverTo } = story({ recoverAfter: 2 });
		sees("api_down", 0);
		expect(sees("ok", 5)).toEqual([]);
		expect(sees("api_down", 10)).toEqual([]);
		expect(sees("ok", 15)).toEqual([]);
		deliverTo();
		sees("ok", 20);
		expect(outbox()).toMatchObject([
			{ kind: "recovered", since: "2026-01-01T00:00:00.000Z", time: "2026-01-01T00:15:00.000Z" },
		]);
	});

	it("reminds of what is still down, and of nothing else", () => {
		const { sees } = story({ remindEveryMs: 60 * MINUTE });
		sees("api_down", 0);
		expect(sees("api_down", 55)).toEqual([]);
		expect(sees("api_down", 60)).toEqual(["reminder api_down→api_down"]);
		expect(sees("api_down", 65)).toEqual([]);
		expect(sees("limited", 120)).toEqual([]);
		expect(sees("model_down", 125)).toEqual(["problem api_down→model_down"]);
		expect(sees("model_down", 130)).toEqual([]);
		expect(sees("ok", 190)).toEqual(["recovered model_down→ok"]);
		expect(sees("ok", 600)).toEqual([]);
	});
});

describe("flapping", () => {
	const policy = { flapping: { changes: 4, withinMs: 60 * MINUTE } };

	it("is told once, then when it has settled", () => {
		const { sees } = story(policy);
		sees("ok", 0);
		expect(sees("api_down", 5)).toEqual(["problem ok→api_down"]);
		expect(sees("ok", 10)).toEqual(["recovered api_down→ok"]);
		expect(sees("api_down", 15)).toEqual(["problem ok→api_down"]);
		expect(sees("ok", 20)).toEqual(["recovered api_down→ok"]);
		expect(sees("api_down", 25)).toEqual(["flapping ok→api_down"]);
		expect(sees("ok", 30)).toEqual([]);
		expect(sees("api_down", 35)).toEqual([]);
		expect(sees("ok", 40)).toEqual([]);
		expect(sees("ok", 80)).toEqual([]);
		expect(sees("ok", 100)).toEqual(["settled ok→ok"]);
		expect(sees("api_down", 200)).toEqual(["problem ok→api_down"]);
	});

	it("that settles in trouble is told as that, and its end later", () => {
		const { sees } = story(policy);
		for (const [index, word] of (["api_down", "ok", "api_down", "ok", "api_down"] as const).entries())
			sees(word, index * 5);
		expect(sees("api_down", 25)).toEqual([]);
		expect(sees("api_down", 90)).toEqual(["settled ok→api_down"]);
		expect(sees("api_down", 95)).toEqual([]);
		expect(sees("ok", 300)).toEqual(["recovered api_down→ok"]);
	});

	it("does not settle by a run that says nothing", () => {
		const { sees } = story(policy);
		for (const [index, word] of (["api_down", "ok", "api_down", "ok", "api_down"] as const).entries()) {
			sees(word, index * 5);
		}
		expect(sees("limited", 90)).toEqual([]);
		expect(sees("busy", 95)).toEqual([]);
		expect(sees("ok", 100)).toEqual(["settled ok→ok"]);
	});

	it("ends when its damping is taken out of the configuration", () => {
		const { sees, configure } = story(policy);
		for (const [index, word] of (["api_down", "ok", "api_down", "ok", "api_down"] as const).entries())
			sees(word, index * 5);
		configure([SLACK], {});
		expect(sees("api_down", 25)).toEqual(["settled ok→api_down"]);
	});

	it("does not remember more changes than it needs", () => {
		const { sees, state } = story(policy);
		for (let run = 0; run < 50; run++) sees(run % 2 === 0 ? "api_down" : "ok", run);
		expect(state().targets.chat?.streak.changes).toHaveLength(5);
	});
});

describe("the record of a run", () => {
	it("follows a soft cause that held", () => {
		const { sees, record } = story();
		sees("busy");
		expect(record()).toMatchObject({ status: "degraded", ok: false, exitCode: 0, stage: "inference" });
		sees("busy");
		sees("busy");
		expect(record()).toMatchObject({ status: "model_down", ok: false, exitCode: 2, stage: "inference", changed: true });
	});

	it("says since when, and what changed", () => {
		const { sees, record } = story();
		sees("ok", 0);
		expect(record()).toMatchObject({ since: "2026-01-01T00:00:00.000Z", changed: false });
		sees("api_down", 5);
		expect(record()).toMatchObject({ since: "2026-01-01T00:05:00.000Z", changed: true });
		sees("api_down", 10);
		expect(record()).toMatchObject({ since: "2026-01-01T00:05:00.000Z", changed: false });
	});

	it("has changed on a first run that is not ok", () => {
		const { sees, record } = story();
		sees("model_down");
		expect(record().changed).toBe(true);
	});

	it("says whether an alert waits, is out, or was not due", () => {
		const { sees, record, state, deliverTo } = story();
		sees("ok");
		expect(record().alert).toBe("none");
		deliverTo();
		sees("api_down");
		expect(record().alert).toBe("pending");
		expect(state().targets.chat?.facts.alert).toBe("pending");
		deliverTo("slack");
		sees("api_down");
		expect(record().alert).toBe("pending");
		expect(state().targets.chat?.facts.alert).toBe("sent");
		sees("api_down");
		expect(record().alert).toBe("none");
	});
});

describe("who is told", () => {
	const pager: Listener = { name: "pager", minSeverity: "critical" };

	it("recovery goes wherever its problem went", () => {
		const { sees } = story({}, [SLACK, pager]);
		expect(sees("model_down")).toEqual(["slack: problem ok→model_down"]);
		expect(sees("ok")).toEqual(["slack: recovered model_down→ok"]);
		expect(sees("api_down")).toEqual(["slack: problem ok→api_down", "pager: problem ok→api_down"]);
		expect(sees("model_down")).toEqual(["slack: problem api_down→model_down", "pager: problem api_down→model_down"]);
		expect(sees("ok")).toEqual(["slack: recovered model_down→ok", "pager: recovered model_down→ok"]);
	});

	it("a notifier keeps its own tick", () => {
		const { sees, deliverTo } = story({}, [SLACK, pager]);
		deliverTo("slack");
		expect(sees("api_down")).toEqual(["problem ok→api_down"]);
		deliverTo("pager");
		expect(sees("ok")).toEqual(["problem ok→api_down", "recovered api_down→ok"]);
		deliverTo("slack");
		expect(sees("ok")).toEqual(["recovered api_down→ok"]);
	});

	it("what a run without notifiers saw is told by the first run that has one, and so is its end", () => {
		const { sees, outbox, record, configure } = story({}, []);
		sees("api_down", 0);
		expect(outbox()).toEqual([]);
		expect(record().alert).toBe("none");
		configure([SLACK]);
		expect(sees("api_down", 5)).toEqual(["problem ok→api_down"]);
		configure([]);
		expect(sees("ok", 10)).toEqual([]);
		configure([SLACK]);
		expect(sees("ok", 15)).toEqual(["recovered api_down→ok"]);
	});

	it("tells it with its original times", () => {
		const { sees, outbox, configure, deliverTo } = story({}, []);
		sees("api_down", 0);
		configure([SLACK]);
		deliverTo();
		sees("api_down", 5);
		expect(outbox()).toMatchObject([{ since: "2026-01-01T00:00:00.000Z", time: "2026-01-01T00:05:00.000Z" }]);
	});

	const everything: Listener = { name: "everything", minSeverity: "info" };
	it.each<[name: string, trouble: Word, told: Listener[], now: Listener[], end: string[]]>([
		["a renamed notifier hears of it", "model_down", [SLACK], [everything], ["everything"]],
		["one whose bar the trouble did not reach does not", "model_down", [SLACK], [pager], []],
		["while one of those told is left, nobody else does", "api_down", [SLACK, pager], [pager, everything], ["pager"]],
		["of what nobody was told nobody does", "model_down", [pager], [everything], []],
	])("an end, when those who were told are gone: %s", (_name, trouble, told, now, end) => {
		const { sees, outbox, configure, deliverTo } = story({}, told);
		sees(trouble);
		configure(now);
		deliverTo();
		sees("ok");
		const names = now.map(({ name }) => name);
		expect(outbox().flatMap(({ pending }) => pending.filter((name) => names.includes(name)))).toEqual(end);
	});

	it("a notifier that one run does not know keeps what waits for it, but not for ever", () => {
		const { sees, outbox, deliverTo, configure } = story();
		deliverTo();
		sees("api_down", 0);
		configure([]);
		sees("api_down", 6 * 24 * 60);
		expect(outbox()).toHaveLength(1);
		sees("api_down", 8 * 24 * 60);
		expect(outbox()).toEqual([]);
	});
});

describe("the outbox", () => {
	it("keeps what was not taken, in order, with its original times", () => {
		const { sees, outbox, deliverTo } = story();
		deliverTo();
		sees("api_down", 0);
		sees("ok", 5);
		sees("ok", 10);
		expect(outbox()).toMatchObject([
			{ kind: "problem", time: "2026-01-01T00:00:00.000Z" },
			{ kind: "recovered", time: "2026-01-01T00:05:00.000Z", since: "2026-01-01T00:00:00.000Z" },
		]);
		deliverTo("slack");
		expect(sees("ok", 15)).toEqual(["problem ok→api_down", "recovered api_down→ok"]);
		expect(outbox()).toEqual([]);
	});

	it("is bounded, counts what it folds, and tells no recovery without its problem", () => {
		const { sees, outbox, deliverTo } = story();
		deliverTo();
		for (let run = 0; run < 101; run++) sees(run % 2 === 0 ? "api_down" : "ok");
		expect(outbox().length).toBeLessThanOrEqual(8);
		expect(outbox().reduce((sum, { folded }) => sum + folded + 1, 0)).toBe(101);
		expect(outbox().map(({ kind }) => kind)).toEqual(
			outbox()
				.map((_, index) => (index % 2 === 0 ? "problem" : "recovered"))
				.slice(0, outbox().length),
		);
		expect(outbox()[0]?.time).toBe("2026-01-01T00:00:00.000Z");
		expect(outbox().at(-1)?.time).toBe(new Date(START + 100 * 5 * MINUTE).toISOString());
	});

	it("folds a long quarrel between two kinds of down into its last", () => {
		const { sees, outbox, deliverTo } = story();
		deliverTo();
		for (let run = 0; run < 41; run++) sees(run % 2 === 0 ? "api_down" : "model_down");
		expect(outbox().length).toBeLessThanOrEqual(8);
		expect(outbox().reduce((sum, { folded }) => sum + folded + 1, 0)).toBe(41);
	});

	it("folds no end away from whoever waits for its beginning", () => {
		const { sees, outbox, deliverTo } = story({}, [SLACK, { name: "pager", minSeverity: "critical" }]);
		deliverTo();
		const lived: Word[] = ["api_down", "model_down", "ok", "model_down", "api_down", "ok"];
		for (let turn = 0; turn < 8; turn++) lived.push("model_down", "ok");
		for (const word of lived) sees(word);
		expect(outbox().length).toBeLessThanOrEqual(8);
		deliverTo("pager");
		const told = sees("ok");
		expect(told[0]).toBe("problem ok→api_down");
		expect(told.at(-1)).toMatch(/^recovered/);
	});

	it("holds one reminder at most, and none once there is news", () => {
		const { sees, outbox, deliverTo } = story({ remindEveryMs: MINUTE });
		sees("api_down");
		deliverTo();
		sees("api_down");
		sees("api_down");
		expect(outbox().map(({ kind }) => kind)).toEqual(["reminder"]);
		sees("ok");
		expect(outbox().map(({ kind }) => kind)).toEqual(["recovered"]);
	});

	it("gives each transition an id of its own that stays", () => {
		const { sees, outbox, deliverTo } = story();
		deliverTo();
		sees("api_down");
		const [first] = outbox();
		sees("ok");
		expect(outbox()[0]?.id).toBe(first?.id);
		expect(new Set(outbox().map(({ id }) => id)).size).toBe(2);
	});
});

/** One listener, nothing held. */
const alerting = (now: number) => ({ listeners: [SLACK], held: new Set<string>(), now });

describe("the clock", () => {
	it("an observation older than the recorded one is shown and dropped", () => {
		const later = advance(EMPTY_STATE, [observed("ok", { time: START + MINUTE })], alerting(START + MINUTE));
		const late = advance(later.state, [observed("api_down", { time: START })], alerting(START + 2 * MINUTE));
		expect(late.targets[0]?.status).toBe("api_down");
		expect(late.state).toEqual(later.state);
	});

	it("set back a little does not make a soft cause that has held for long look like a new one", () => {
		const { sees, record } = story();
		for (const minute of [0, 5, 10]) sees("busy", minute);
		expect(sees("busy", 8)).toEqual([]);
		expect(record()).toMatchObject({ status: "model_down", exitCode: 2, changed: false });
	});

	it("set back by an hour does not block the runs until then", () => {
		const { sees, record } = story();
		sees("ok", 600);
		expect(sees("api_down", 540)).toEqual(["problem ok→api_down"]);
		expect(record().since).toBe(new Date(START + 540 * MINUTE).toISOString());
	});

	it("set back during an outage leaves no duration below zero", () => {
		const { sees, outbox, deliverTo } = story();
		sees("api_down", 600);
		deliverTo();
		sees("ok", 540);
		const [recovered] = outbox();
		expect(recovered?.kind).toBe("recovered");
		expect(Date.parse(recovered?.since ?? "")).toBeLessThanOrEqual(Date.parse(recovered?.time ?? ""));
	});

	it("set back does not silence reminders until then", () => {
		const { sees } = story({ remindEveryMs: 10 * MINUTE });
		sees("api_down", 600);
		sees("api_down", 0);
		expect(sees("api_down", 5)).toEqual([]);
		expect(sees("api_down", 10)).toEqual(["reminder api_down→api_down"]);
	});

	it("set forward and back again blocks nothing", () => {
		const { sees } = story();
		sees("ok", 0);
		sees("ok", 525_600);
		expect(sees("api_down", 10)).toEqual(["problem ok→api_down"]);
		expect(sees("ok", 15)).toEqual(["recovered api_down→ok"]);
	});
});

/** A refusal would be an answer of the server's host. */
function unreached(observation: Observation): Observation {
	const failure: Failure = { kind: "unreachable", code: "EHOSTUNREACH" };
	return { ...observation, facts: { ...observation.facts, failure } };
}

describe("several targets", () => {
	it("that all fail without an answer on every server may mean that the checking host is cut off", () => {
		const both = ["http://gpu-1:8000/v1", "http://gpu-2:8000/v1"].map((url, index) =>
			unreached(observed("api_down", { target: `chat-${index}`, url })),
		);
		expect(advance(EMPTY_STATE, both, alerting(START)).state.outbox.map(({ ownNetwork }) => ownNetwork)).toEqual([
			true,
			true,
		]);
		const [one] = both;
		if (!one) throw new Error("unreachable");
		expect(advance(EMPTY_STATE, [one], alerting(START)).state.outbox[0]?.ownNetwork).toBe(false);
	});

	it("keep apart from each other, and from those that a run did not probe", () => {
		const first = advance(
			EMPTY_STATE,
			[observed("api_down", { target: "a" }), observed("ok", { target: "b" })],
			alerting(START),
		);
		const second = advance(first.state, [observed("ok", { target: "b", time: START + 1 })], alerting(START + 1));
		expect(second.state.targets.a).toEqual(first.state.targets.a);
		expect(second.state.outbox).toHaveLength(1);
	});

	it.each(["constructor", "__proto__", "toString"])("a target named %s is a target like any other", (target) => {
		const first = advance(EMPTY_STATE, [observed("api_down", { target })], alerting(START));
		expect(first.state.outbox).toHaveLength(1);
		const second = advance(first.state, [observed("api_down", { target, time: START + 1 })], alerting(START + 1));
		expect(second.state.outbox).toHaveLength(1);
	});
});
