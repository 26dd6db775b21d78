import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { Config } from "../src/config/config.ts";
import type { QuietWindow } from "../src/core/policy.ts";
import { check } from "../src/run.ts";
import { openStore } from "../src/state/store.ts";
import type { Condition } from "./faults/reference.ts";
import { configOf, probed, targetNamed } from "./faults/world.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-01-01T00:00:00Z");

const folders: string[] = [];
afterEach(() => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Runs over one state file; each answers what was told to the notifier that is told everything. */
function runsOf(config: Config) {
	const folder = mkdtempSync(join(tmpdir(), "quiet-"));
	folders.push(folder);
	return async (minute: number, condition: Condition, webhook: "up" | "down", checked = config.targets) => {
		const now = START + minute * MINUTE;
		const told: string[] = [];
		await check({
			config: { ...config, targets: checked },
			version: "0.0.0",
			userAgent: "test",
			deadlineAt: Number.POSITIVE_INFINITY,
			maxConnections: 1,
			trace: null,
			sleep: async () => {},
			now: () => now,
			probeServer: async (requests) => requests.map(({ target }) => probed(target, condition, now)),
			store: openStore(join(folder, "state.json"), 0o600, process),
			async tell({ name }, due) {
				if (webhook === "down") return { kind: "retry", reason: "down", afterMs: null };
				if (name === "everything") told.push(...due.map(({ kind, target }) => `${kind} ${target}`));
				return { kind: "delivered" };
			},
		});
		return told;
	};
}

const window: QuietWindow = { kind: "once", fromTime: START + 10 * MINUTE, toTime: START + 60 * MINUTE };

it("a quiet window holds also what could not be told before it, and then it is told", async () => {
	const run = runsOf(configOf([targetNamed("chat", 8000)], { quiet: [window] }));
	expect(await run(0, "api_down", "down")).toEqual([]);
	expect(await run(15, "api_down", "up")).toEqual([]);
	expect(await run(30, "ok", "up")).toEqual([]);
	expect(await run(60, "ok", "up")).toEqual(["problem chat", "recovered chat"]);
});

it("a quiet window holds also where the target is not among those checked", async () => {
	const config = configOf([targetNamed("chat", 8000), targetNamed("code", 8001)], {});
	const [chat] = config.targets;
	const run = runsOf({ ...config, quiet: new Map([["code", [window]]]) });
	expect(await run(0, "api_down", "down")).toEqual([]);
	expect(await run(15, "api_down", "up", chat && [chat])).toEqual(["problem chat"]);
	expect(await run(60, "api_down", "up", chat && [chat])).toEqual(["problem code"]);
});
