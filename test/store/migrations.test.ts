import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describe as inWords } from "../../src/core/causes/describe.ts";
import type { FailureKind } from "../../src/core/result/failure.ts";
import { FAILURE_FACTS } from "../../src/store/failure-schema.ts";
import { parseState } from "../../src/store/schema.ts";
import { openStore } from "../../src/store/store.ts";
import { scratchFolder } from "../support/program.ts";

/** Written by the program as it was: five targets, three alerts that Slack had not accepted. */
const path = join(import.meta.dirname, "testdata", "state-v1.json");
const old = JSON.parse(readFileSync(path, "utf8"));

function migrated(text = JSON.stringify(old)) {
	const parsed = parseState(text);
	if (parsed.kind !== "state") throw new Error(JSON.stringify(parsed));
	return parsed;
}

it("a state of version 1 is read, not set aside", async () => {
	using folder = scratchFolder();
	copyFileSync(path, folder.file("state.json"));
	const store = openStore(folder.file("state.json"), 0o600, process);
	expect(await store.load()).toMatchObject({ warnings: [], lost: false });
	expect(migrated().migratedFrom).toBe(1);
});

it("no alert is lost, and each keeps its id, its times and its recipients", () => {
	const { state } = migrated();
	const kept = ["id", "kind", "target", "url", "model", "from", "to", "time", "since", "pending"] as const;
	const pick = (item: Record<string, unknown>) => kept.map((key) => item[key]);
	expect(state.outbox.map(pick)).toEqual(old.outbox.map(pick));
	expect(state.outbox).toHaveLength(3);
	expect(state.serial).toBe(old.serial);
	expect(state.targets.sick?.announced).toEqual({
		status: "model_down",
		recipients: ["slack"],
		announcedAt: old.targets.sick.announced.toldAt,
		flappingSince: null,
	});
	expect(state.targets.sick?.streak).toMatchObject({ failingRuns: 1, healthyRuns: 0, confirmed: "model_down" });
});

it.each([
	["refused", { kind: "refused", code: "UNKNOWN" }, "Connection refused", /journalctl/],
	[
		"sick",
		{ kind: "server_error", trouble: null, httpStatus: 500, message: "CUDA error: out of memory", code: "UNKNOWN" },
		"Server error (HTTP 500)",
		/nvidia-smi|journalctl/,
	],
	["stuck", { kind: "timeout", timeoutMs: 700, phase: "headers" }, "No answer within 700 ms", /chat\/completions/],
])("of the sentences about %s the facts are kept, and worded anew", (name, failure, headline, nextStep) => {
	const { state } = migrated();
	const facts = state.targets[name]?.facts;
	const transition = state.outbox.find(({ target }) => target === name);
	expect(facts?.failure).toEqual(failure);
	expect(transition?.failure).toEqual(failure);
	expect(transition && inWords(transition)).toMatchObject({
		headline,
		nextStep: expect.stringMatching(nextStep),
	});
});

it.each(Object.keys(FAILURE_FACTS) as FailureKind[])(
	"any cause of version 1 becomes a failure with words: %s",
	(cause) => {
		const record = { ...old.targets.sick.record, cause, detail: "Some words.", nextStep: "true" };
		const targets = { sick: { ...old.targets.sick, record } };
		const { state } = migrated(JSON.stringify({ ...old, targets }));
		const facts = state.targets.sick?.facts;
		expect(facts && inWords(facts)).toMatchObject({ cause, detail: expect.stringMatching(/^\S.{15,}/) });
		expect(JSON.stringify(facts && inWords(facts))).not.toMatch(/undefined|NaN m?s\b/);
	},
);

it("a cause that only another release knows is kept, and said so", () => {
	const record = { ...old.targets.sick.record, cause: "moon_phase" };
	const { state } = migrated(JSON.stringify({ ...old, targets: { sick: { ...old.targets.sick, record } } }));
	const facts = state.targets.sick?.facts;
	expect(facts && inWords(facts).detail).toContain('the cause "moon phase", which this one does not know');
});

it.each(["targets", "outbox"])("a damaged %s is corrupt, and nothing throws", (key) => {
	expect(parseState(JSON.stringify({ ...old, [key]: 7 })).kind).toBe("corrupt");
	expect(parseState(JSON.stringify({ ...old, [key]: [{}] })).kind).toBe("corrupt");
});
