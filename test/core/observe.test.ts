import { expect, it } from "vitest";
import { observe } from "../../src/core/observe.ts";
import { DEFAULT_POLICY } from "../../src/core/policy.ts";
import { sampleResult } from "../probe/builders.ts";

it("of an endless list of models the record keeps a thousand", () => {
	const models = Array.from({ length: 1500 }, (_, index) => `m${index}`);
	const { record } = observe(sampleResult({ models }), DEFAULT_POLICY);
	expect(record.models).toEqual(models.slice(0, 1000));
});
