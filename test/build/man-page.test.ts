import { describe, expect, it } from "vitest";
import { readCommandLine } from "../../src/build/command-line.ts";
import { buildManPage } from "../../src/build/man-page.ts";

const page = buildManPage(readCommandLine(), "1.2.3");

describe("the manual page", () => {
	it("has no line that roff would take for a request", () => {
		const requests = page.split("\n").filter((line) => /^[.']/.test(line));
		expect(requests.filter((line) => !/^\.(?:TH|SH|TP|PP|br)(?: |$)/.test(line))).toEqual([]);
	});
});
