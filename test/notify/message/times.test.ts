import { expect, it } from "vitest";
import { stretch, utcRange } from "../../../src/notify/message/times.ts";

const NOW = Date.parse("2026-01-05T12:00:00Z");

it.each([
	["02:10", "02:30", "02:10–02:30 UTC, 20m"],
	["02:30", "02:10", "02:10 UTC"],
	["02:30", "02:30", "02:30 UTC"],
])("from %s to %s is %s", (from, to, words) => {
	expect(stretch(`2026-01-05T${from}:00.000Z`, `2026-01-05T${to}:00.000Z`, NOW)).toBe(words);
});

it("of a range that ends before it begins the end is told", () => {
	expect(utcRange("2026-01-05T02:30:00.000Z", "2026-01-05T02:10:00.000Z", NOW)).toBe("02:10 UTC");
});

it("a time that cannot be read is not made up", () => {
	expect(stretch("whenever", "2026-01-05T02:10:00.000Z", NOW)).toBe("02:10 UTC");
});
