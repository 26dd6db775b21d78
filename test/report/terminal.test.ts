import { describe, expect, test } from "vitest";
import { cutTo, displayWidth, padTo, wrapTo } from "../../src/report/terminal.ts";

test.each([
	["plain", 5],
	["", 0],
	["東京", 4],
	["ｆｕｌｌ", 8],
	["ｶﾅ", 2],
	["한국어", 6],
	["🚀", 2],
	["👩🏽‍🔬", 2],
	["❤️", 2],
	["✔", 1],
	["e\u0301", 1],
	["ñandú", 5],
] as const)("%s takes %i cells", (text, cells) => {
	expect(displayWidth(text)).toBe(cells);
});

test("padding counts cells", () => {
	expect(padTo("東京", 6)).toBe("東京  ");
	expect(padTo("longer", 3)).toBe("longer");
});

test("cutting leaves no half of a wide character", () => {
	expect(cutTo("東京GPU", 4)).toBe("東…");
	expect(cutTo("short", 5)).toBe("short");
});

describe("wrapping", () => {
	test("breaks at spaces", () => {
		expect(wrapTo("one two three", 7)).toEqual(["one two", "three"]);
	});
	test("leaves a long word whole", () => {
		expect(wrapTo("see http://very-long.example now", 8)).toEqual(["see", "http://very-long.example", "now"]);
	});
});
