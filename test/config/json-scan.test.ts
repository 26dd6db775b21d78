import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonFault } from "../../src/config/json-scan.ts";
import { cases } from "../support/size.ts";

const parses = (text: string) => {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
};

describe("findJsonFault agrees with JSON.parse", () => {
	it("on every document", () => {
		fc.assert(
			fc.property(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom(undefined, 1, "\t"), (value, indent) => {
				expect(findJsonFault(JSON.stringify(value, null, indent))).toBeNull();
			}),
			{ numRuns: cases(50, 500) },
		);
	});

	it("on documents with an accident", () => {
		const accident = fc.record({
			at: fc.nat(),
			cut: fc.nat(3),
			put: fc.constantFrom("", ",", '"', "}", "]", "\\", "\n", "1", "x", "\u0000", ":", "-", ".", "e"),
		});
		fc.assert(
			fc.property(fc.jsonValue(), accident, (value, { at, cut, put }) => {
				const text = JSON.stringify(value);
				const place = at % (text.length + 1);
				const broken = text.slice(0, place) + put + text.slice(place + cut);
				const fault = findJsonFault(broken);
				if (fault?.problem.includes("twice")) return;
				expect(fault === null).toBe(parses(broken));
			}),
			{ numRuns: cases(500, 5000) },
		);
	});
});
