import { describe, expect, it } from "vitest";
import { advance } from "../../../src/core/alerting/advance.ts";
import { EMPTY_STATE, memoryOf } from "../../../src/core/alerting/state.ts";
import type { LlmTarget } from "../../../src/core/target/target.ts";
import { sampleTarget } from "../../checks/llm/builders.ts";
import { observed, START } from "./observations.ts";

const { facts } = observed("ok");
const { state } = advance(EMPTY_STATE, [observed("ok")], { listeners: [], held: new Set(), now: START });
const same = sampleTarget({ name: facts.target, url: facts.url, model: facts.model });

describe("what an earlier run learned", () => {
	it.each<[string, Partial<LlmTarget>]>([
		["about the same target", {}],
		["where any model will do", { model: null }],
		["where only the patience is another", { apiTimeoutMs: 1 }],
	])("counts %s", (_what, change) => {
		expect(memoryOf(state, { ...same, ...change })).toMatchObject({ variant: null, counters: null });
	});

	it.each<[string, Partial<LlmTarget>]>([
		["server", { url: "http://gpu-2:8000/v1" }],
		["model", { model: "other" }],
		["dialect", { dialect: "morse" as LlmTarget["dialect"] }],
		["name", { name: "constructor" }],
	])("does not count for another %s", (_what, change) => {
		expect(memoryOf(state, { ...same, ...change })).toBeNull();
	});
});
