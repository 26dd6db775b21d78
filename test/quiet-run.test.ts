import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { QuietWindow } from "../src/core/policy.ts";
import { check } from "../src/run.ts";
import { openStore } from "../src/state/store.ts";
import type { Condition } from "./faults/reference.ts";
import { configOf, probed, targetNamed } from "./faults/world.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-01-01T00:00:00Z");

it("a quiet window holds also what could not be told before it, and then it is told", async () => {
	const folder = mkdtempSync(join(tmpdir(), "quiet-"));
	const window: QuietWindow = { kind: "once", fromTime: START + 10 * MINUTE, toTime: START + 60 * MINUTE };
	const config = configOf([targetNamed("chat", 8000)], { quiet: [window] });
	const run = async (minute: number, condition: Condition, webhook: "up" | "down") => {
		const now = START + minute * MINUTE;
		const told: string[] = [];
		await check({
			config,
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
				if (name === "everything") told.push(...due.map(({ kind, to }) => `${kind} ${to}`));
				return { kind: "delivered" };
			},
		});
		return told;
	};
	try {
		expect(await run(0, "api_down", "down")).toEqual([]);
		expect(await run(15, "api_down", "up")).toEqual([]);
		expect(await run(30, "ok", "up")).toEqual([]);
		expect(await run(60, "ok", "up")).toEqual(["problem api_down", "recovered ok"]);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
