import { describe, expect, test } from "vitest";
import { EMPTY_STATE, NEW_STREAK, NOTHING_ANNOUNCED } from "../../src/core/alerting/state.ts";
import { recordOf } from "../../src/core/causes/describe.ts";
import type { TargetFacts } from "../../src/core/result/target-facts.ts";
import { type RecordedState, reportRecorded, type StatusRequest } from "../../src/run/status.ts";
import type { Peeked } from "../../src/store/store.ts";
import { observed, type Word } from "../core/alerting/observations.ts";

const minutes = 60_000;
const now = Date.parse("2026-01-05T02:43:05.000Z");
const request: StatusRequest = { names: null, maxAgeMs: 10 * minutes, version: "1.2.3", now };

const finding = (peeked: Peeked): RecordedState => ({ path: "/var/lib/x/state.json", peek: async () => peeked });

const facts = (word: Word, target: string, time = "2026-01-05T02:40:05.000Z"): TargetFacts =>
	observed(word, { target, time: Date.parse(time) }).facts;

const recorded = (...targetFacts: readonly TargetFacts[]) => {
	const rest = { announced: NOTHING_ANNOUNCED, streak: NEW_STREAK, variant: null, counters: null };
	const targets = Object.fromEntries(targetFacts.map((one) => [one.target, { ...rest, facts: one }]));
	return finding({ kind: "state", state: { ...EMPTY_STATE, targets } });
};

test("what was recorded, with the recorded exit code", async () => {
	const known = [facts("ok", "gpustack"), facts("model_down", "berlin")];
	const report = await reportRecorded(recorded(...known), request);
	expect(report).toEqual({
		version: "1.2.3",
		time: "2026-01-05T02:43:05.000Z",
		exitCode: 2,
		targets: known.map(recordOf),
		unprobed: [],
		warnings: [],
	});
});

test("only the targets asked for, in their order", async () => {
	const peek = recorded(
		facts("ok", "gpustack"),
		facts("model_down", "berlin"),
		facts("api_down", "gone-from-the-config"),
	);
	const report = await reportRecorded(peek, { ...request, names: ["berlin", "gpustack"] });
	expect(report.targets.map(({ target }) => target)).toEqual(["berlin", "gpustack"]);
	expect(report.exitCode).toBe(2);
});

describe("exit 3, with words", () => {
	test("too old: the record says so itself", async () => {
		const report = await reportRecorded(
			recorded(facts("ok", "gpustack"), facts("api_down", "old", "2026-01-05T02:16:05.000Z")),
			request,
		);
		expect(report.exitCode).toBe(3);
		expect(report.targets.map(({ exitCode }) => exitCode)).toEqual([0, 3]);
		expect(report.targets[1]?.detail).toBe("last check 27m ago, allowed 10m: is cron running?");
	});

	test("without --max-age any age will do", async () => {
		const report = await reportRecorded(recorded(facts("api_down", "gpustack", "2020-01-01T00:00:00.000Z")), {
			...request,
			maxAgeMs: null,
		});
		expect(report.exitCode).toBe(1);
	});

	test("a target never checked; the others are still shown", async () => {
		const report = await reportRecorded(recorded(facts("ok", "gpustack")), {
			...request,
			names: ["gpustack", "berlin"],
		});
		expect(report).toMatchObject({
			exitCode: 3,
			warnings: ["berlin was never checked: run llm-healthcheck check"],
		});
		expect(report.targets).toHaveLength(1);
	});

	test("a mistyped target", async () => {
		const report = await reportRecorded(recorded(facts("ok", "gpustack")), { ...request, names: ["gpustak"] });
		expect(report.warnings).toEqual(["gpustak was never checked: did you mean gpustack?"]);
	});

	test("nothing recorded at all", async () => {
		const report = await reportRecorded(recorded(), request);
		expect(report).toMatchObject({ exitCode: 3, warnings: [expect.stringContaining("no target was ever checked")] });
	});

	test("no state file yet: where it was looked for, once for all targets", async () => {
		const report = await reportRecorded(finding({ kind: "missing" }), { ...request, names: ["gpustack", "berlin"] });
		expect(report).toMatchObject({ exitCode: 3, targets: [] });
		expect(report.warnings).toEqual([
			"no state file at /var/lib/x/state.json: no check has run yet, or it uses another --state",
		]);
	});

	test("a state file that cannot be used: its own words", async () => {
		const report = await reportRecorded(finding({ kind: "unreadable", problem: "it is corrupt" }), request);
		expect(report).toMatchObject({ exitCode: 3, warnings: ["it is corrupt"] });
	});
});
