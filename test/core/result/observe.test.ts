import { expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../src/core/alerting/policy.ts";
import { observe } from "../../../src/core/result/observe.ts";
import { sampleResult } from "../../checks/llm/builders.ts";

it("of an endless list of models a thousand are kept", () => {
	const models = Array.from({ length: 1500 }, (_, index) => `m${index}`);
	const { facts } = observe(sampleResult({ models }), DEFAULT_POLICY);
	expect(facts.models).toEqual(models.slice(0, 1000));
});
