import { expect, it } from "vitest";
import { parseDuration } from "../../../src/core/prose/duration.ts";

it.each<[string | number, number | null]>([
	["500ms", 500],
	["15s", 15_000],
	["2m", 120_000],
	["1h", 3_600_000],
	["1d", 86_400_000],
	["15", 15_000],
	[15, 15_000],
	[0.25, 250],
	["1.5s", 1500],
	[" 2 m ", 120_000],
	["24d", 2_073_600_000],
	["25d", null],
	["0", null],
	[0, null],
	[-1, null],
	["-1s", null],
	["0.1ms", null],
	["", null],
	["s", null],
	["1m30s", null],
	["1e3", null],
	["15S", null],
	["15 sec", null],
	[Number.NaN, null],
	[Number.POSITIVE_INFINITY, null],
])("%j is %j ms", (written, ms) => {
	expect(parseDuration(written)).toBe(ms);
});
