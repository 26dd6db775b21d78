import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toneOf } from "../../../src/core/alerting/transition.ts";
import { composeMessage } from "../../../src/notify/message/compose.ts";
import { groupStories, mergeServers, storiesOf } from "../../../src/notify/message/stories.ts";
import type { WordedTransition } from "../../../src/notify/message/worded.ts";
import { at, many, modelDown, NOON, recovered, transition } from "../sample-transitions.ts";

const back = (minutes: number) => recovered({ time: at(minutes) });

describe("what became of one target", () => {
	const cases: readonly [name: string, transitions: readonly WordedTransition[], shapes: readonly string[]][] = [
		["down", [transition()], ["open"]],
		["worse", [modelDown(), transition({ from: "model_down" })], ["open"]],
		["back, its trouble told before", [back(5)], ["over"]],
		["came and went", [transition(), back(5)], ["passed"]],
		["came and went, and is back again", [transition(), back(5), modelDown()], ["passed", "open"]],
		["back, and down again", [back(5), transition()], ["over", "open"]],
		["back, then came and went", [back(5), transition(), back(9)], ["over", "passed"]],
		[
			"flapped and settled well",
			[transition({ kind: "flapping", to: "ok" }), recovered({ kind: "settled" })],
			["passed"],
		],
		["flapped and settled down", [transition({ kind: "flapping" }), modelDown({ kind: "settled" })], ["open"]],
	];
	test.each(cases)("%s", (_name, transitions, shapes) => {
		expect(storiesOf(transitions).map(({ shape }) => shape)).toEqual(shapes);
	});
});

describe("order and grouping", () => {
	test("worst first, the largest group first among equals, news before what was known", () => {
		const groups = groupStories(
			storiesOf([
				recovered({ target: "known", url: "http://a/v1" }),
				transition({ target: "brief", url: "http://b/v1" }),
				recovered({ target: "brief", url: "http://b/v1" }),
				transition({ target: "slow", url: "http://c/v1", to: "degraded" }),
				modelDown({ target: "model", url: "http://d/v1" }),
				transition({ target: "one", url: "http://e/v1" }),
				...many(3, () => ({ url: "http://f/v1" })),
			]),
		);
		expect(groups.map(({ stories }) => stories[0].last.target)).toEqual([
			"model-1",
			"one",
			"model",
			"slow",
			"brief",
			"known",
		]);
	});

	test("causes stay apart on one server, and servers with one cause", () => {
		const transitions = [
			...many(2, () => ({ cause: "refused" as const })),
			transition({ target: "x", cause: "timeout" }),
			transition({ target: "y", url: "http://gpu2:8000/v1" }),
		];
		expect(groupStories(storiesOf(transitions)).map(({ stories }) => stories.length)).toEqual([2, 1, 1]);
	});

	test("four servers with one cause can be merged, three stay apart", () => {
		const groups = (n: number) => groupStories(storiesOf(many(n, (i) => ({ url: `http://gpu${i}/v1` }))));
		expect(mergeServers(groups(3))).toHaveLength(3);
		expect(mergeServers(groups(4))).toHaveLength(1);
	});
});

test("no target is left out of the stories, and each open trouble counts in the summary's worst tone or after it", () => {
	const kinds = fc.constantFrom(transition, modelDown, recovered);
	const some = fc.array(fc.tuple(kinds, fc.nat(5), fc.nat(3)), { minLength: 1, maxLength: 40 });
	fc.assert(
		fc.property(some, (seen) => {
			const transitions = seen.map(([make, target, server]) =>
				make({ target: `t${target}`, url: `http://h${server}/v1` }),
			);
			const groups = groupStories(storiesOf(transitions));
			const told = groups.flatMap(({ stories }) => stories.flatMap(({ last, earlier }) => [...earlier, last]));
			expect(told.map(({ id }) => id).sort()).toEqual(transitions.map(({ id }) => id).sort());
			const message = composeMessage(transitions, { host: "mon1", now: NOON, stateProblem: null });
			const open = groups.filter(({ shape }) => shape === "open").map(({ stories }) => toneOf(stories[0].last));
			expect(message.tone).toBe(
				["critical", "warning"].find((tone) => open.includes(tone as "warning")) ?? "recovered",
			);
		}),
	);
});
