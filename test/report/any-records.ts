import fc from "fast-check";
import type { TargetRecord } from "../../src/core/result/target-record.ts";
import { apiDown, aRecord, modelDown, slow, staleRecord } from "./builders.ts";

export const nasty = fc.oneof(
	fc.string({ unit: "binary" }),
	fc.string(),
	fc.constantFrom(
		"",
		"a|b",
		"one\ntwo",
		"\u001b[2Jgone",
		'quote " and \\ slash',
		"it's = 5;1",
		"\ud800",
		"\u2028",
		"$(x) `y`",
	),
	fc.lorem({ maxCount: 60 }),
);
const milliseconds = fc.option(fc.double({ min: 0, max: 100_000, noNaN: true }));

/** One to four records, each of a real shape, with hostile strings wherever a server or a person can put one. */
export const anyRecords: fc.Arbitrary<readonly TargetRecord[]> = fc.array(
	fc
		.record({
			target: nasty,
			url: nasty,
			model: fc.option(nasty),
			detail: fc.option(nasty),
			nextStep: fc.option(nasty),
			answer: fc.option(nasty),
			models: fc.option(fc.array(nasty, { maxLength: 3 })),
			apiMs: milliseconds,
			inferenceMs: milliseconds,
		})
		.chain((foreign) => fc.constantFrom(aRecord, apiDown, modelDown, slow, staleRecord).map((build) => build(foreign))),
	{ minLength: 1, maxLength: 4 },
);
