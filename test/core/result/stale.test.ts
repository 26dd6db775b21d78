import { expect, test } from "vitest";
import { asStale, staleness } from "../../../src/core/result/stale.ts";
import { modelDown } from "../../report/builders.ts";

const now = Date.parse("2026-01-05T03:00:00Z");
const minutes = 60_000;

test.each([
	["fresh", "2026-01-05T02:55:00Z", null],
	["exactly as old as allowed", "2026-01-05T02:50:00Z", null],
	["too old", "2026-01-05T02:33:00Z", "last check 27m ago, allowed 10m: is cron running?"],
	["a little ahead", "2026-01-05T03:00:02Z", null],
	["far ahead", "2026-01-05T05:00:00Z", "last check dated 2h ahead of this clock: is the clock right?"],
	["no time at all", "soon", "the last check left no readable time"],
])("%s", (_name, time, words) => {
	expect(staleness(time, now, 10 * minutes)).toBe(words);
});

test("a stale record says so itself and keeps what was seen, but not what was measured", () => {
	const record = modelDown();
	const stale = asStale(record, "too old");
	expect(stale).toMatchObject({ ok: false, exitCode: 3, detail: "too old", apiMs: null, inferenceMs: null });
	expect(stale).toMatchObject({ status: "model_down", cause: record.cause, time: record.time });
});
