import { expect, it } from "vitest";
import { advance } from "../../../src/core/alerting/advance.ts";
import { heldUntil, rememberRetryAfter, retryAfterMs } from "../../../src/core/alerting/retry-after.ts";
import { EMPTY_STATE } from "../../../src/core/alerting/state.ts";
import { START } from "./observations.ts";
import { SLACK } from "./story.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const asking = (ms: number | null) => ({ kind: "retry", reason: "busy", retryAfterMs: ms }) as const;
const asked = (ms: number) => rememberRetryAfter(EMPTY_STATE, "slack", asking(ms), START);

it.each<[words: string, askedMs: number, sinceMs: number, isHeld: boolean]>([
	["at once", 10 * MINUTE, 0, true],
	["a moment before", 10 * MINUTE, 10 * MINUTE - 1, true],
	["at that time", 10 * MINUTE, 10 * MINUTE, false],
	["later", 10 * MINUTE, DAY, false],
	["a day at most, whatever it asked for", 30 * DAY, DAY, false],
	["a day, if it asked for more", 30 * DAY, DAY - 1, true],
	["the clock was set back a little", 10 * MINUTE, -60 * MINUTE, true],
	["the clock was set back for longer than anybody may ask for", 10 * MINUTE, -DAY, false],
])("a notifier that asked for time is left alone: %s", (_, askedMs, sinceMs, isHeld) => {
	expect(heldUntil(asked(askedMs), "slack", START + sinceMs) !== null).toBe(isHeld);
	expect(heldUntil(asked(askedMs), "other", START + sinceMs)).toBeNull();
});

it.each([
	["it accepted", null],
	["it said nothing of time", asking(null)],
	["it refused", { kind: "setup", reason: "no" }],
] as const)("what it asked for is over once it was tried again and %s", (_, problem) => {
	expect(rememberRetryAfter(asked(MINUTE), "slack", problem, START)).toEqual(EMPTY_STATE);
});

it("nothing asked and nothing remembered is no change", () => {
	expect(rememberRetryAfter(EMPTY_STATE, "slack", null, START)).toBe(EMPTY_STATE);
});

/** One listener, nothing held. */
const alerting = (listener: typeof SLACK) => ({ listeners: [listener], held: new Set<string>(), now: START });

it.each(["slack", "__proto__", "constructor"])("is kept for a notifier called %s, and goes with it", (name) => {
	const state = rememberRetryAfter(EMPTY_STATE, name, asking(MINUTE), START);
	expect(heldUntil(EMPTY_STATE, name, START)).toBeNull();
	expect(heldUntil(state, name, START)).toBe("2026-01-01T00:01:00.000Z");
	const kept = advance(state, [], alerting({ ...SLACK, name })).state;
	expect(heldUntil(kept, name, START)).toBe("2026-01-01T00:01:00.000Z");
	expect(advance(state, [], alerting({ ...SLACK, name: "another" })).state.notifiers).toEqual({});
});

it.each<[header: string | undefined, body: unknown, ms: number | null]>([
	["2", undefined, 2000],
	["soon", 3, null],
	[undefined, 3, 3000],
	[undefined, "3", null],
	["999999999", undefined, DAY],
])("Retry-After %s with %s in the body is %s ms", (header, body, ms) => {
	expect(retryAfterMs(header, body, START)).toBe(ms);
});
