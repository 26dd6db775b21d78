import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Config } from "../../src/config/config.ts";
import { asWhole, type DeliveryProblem } from "../../src/core/alerting/delivery.ts";
import type { QuietWindow } from "../../src/core/alerting/policy.ts";
import { check } from "../../src/run/check.ts";
import { openStore } from "../../src/store/store.ts";
import type { Condition } from "../faults/reference.ts";
import { configOf, probed, scriptedProbers, targetNamed } from "../faults/world.ts";
import { asNobody } from "../support/as-nobody.ts";
import { useScratchFolder } from "../support/use.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-01-01T00:00:00Z");

const folder = useScratchFolder({ anew: true });
const statePath = () => folder.file("state.json");

type Run = Readonly<{ webhook?: "up" | "down" | DeliveryProblem; checked?: Config["targets"]; deadlineAt?: number }>;

/** Runs over one state file; each answers what the notifier that gets everything accepted, why it may have come twice, and the warnings. */
function runsOf(config: Config) {
	return async (minute: number, condition: Condition, options: Run = {}) => {
		const { webhook = "up", checked = config.targets, deadlineAt = Number.POSITIVE_INFINITY } = options;
		const now = START + minute * MINUTE;
		const sent: string[] = [];
		const faults = new Set<string | null>();
		const { warnings, exitCode } = await check({
			config: { ...config, targets: checked },
			version: "0.0.0",
			userAgent: "test",
			deadlineAt,
			limit: { ms: config.deadlineMs, flag: "--deadline" },
			maxConnections: 1,
			trace: null,
			sleep: async () => {},
			now: () => now,
			probers: scriptedProbers(async (requests) => requests.map(({ target }) => probed(target, condition, now))),
			store: openStore(statePath(), 0o600, process),
			async send({ name }, due, { stateProblem }) {
				faults.add(stateProblem);
				if (webhook === "down") return asWhole(due, { kind: "retry", reason: "down", retryAfterMs: null });
				if (webhook !== "up") return asWhole(due, webhook);
				if (name === "everything") sent.push(...due.map(({ kind, target }) => `${kind} ${target}`));
				return asWhole(due, null);
			},
		});
		return { sent, warnings, exitCode, faults: [...faults] };
	};
}

describe("a quiet window", () => {
	const window: QuietWindow = { kind: "once", fromTime: START + 10 * MINUTE, toTime: START + 60 * MINUTE };

	it("holds also what could not be told before it, and then it is told", async () => {
		const run = runsOf(configOf([targetNamed("chat", 8000)], { quiet: [window] }));
		expect(await run(0, "api_down", { webhook: "down" })).toMatchObject({ sent: [] });
		expect(await run(15, "api_down")).toMatchObject({ sent: [] });
		expect(await run(30, "ok")).toMatchObject({ sent: [] });
		expect(await run(60, "ok")).toMatchObject({ sent: ["problem chat", "recovered chat"] });
	});

	it("holds also where the target is not among those checked", async () => {
		const config = configOf([targetNamed("chat", 8000), targetNamed("code", 8001)], {});
		const checked = config.targets.slice(0, 1);
		const run = runsOf({ ...config, quiet: new Map([["code", [window]]]) });
		expect(await run(0, "api_down", { webhook: "down" })).toMatchObject({ sent: [] });
		expect(await run(15, "api_down", { checked })).toMatchObject({ sent: ["problem chat"] });
		expect(await run(60, "api_down", { checked })).toMatchObject({ sent: ["problem code"] });
	});
});

it("a run that waits in vain for another one knows all the same for how long a server has been busy", async () => {
	const run = runsOf(configOf([targetNamed("chat", 8000)], {}));
	expect(await run(0, "busy")).toMatchObject({ exitCode: 0 });
	expect(await run(5, "busy")).toMatchObject({ exitCode: 0 });
	const other = openStore(statePath(), 0o600, process);
	await other.lock(Number.POSITIVE_INFINITY);
	const late = await run(10, "busy", { deadlineAt: performance.now() });
	expect(late).toMatchObject({ exitCode: 2, sent: [] });
	expect(late.warnings.join()).toMatch(/another run .* holds the state file/);
	other.unlock();
	expect(await run(15, "busy")).toMatchObject({ exitCode: 2, sent: ["problem chat"] });
});

describe("a state that cannot be kept", () => {
	it("counts nothing, so trouble is told at once, and why is said", async () => {
		mkdirSync(statePath());
		const run = runsOf(configOf([targetNamed("chat", 8000)], { alertAfter: 3 }));
		for (const minute of [0, 5]) {
			const { sent, warnings, faults } = await run(minute, "api_down");
			expect({ sent, faults }).toEqual({ sent: ["problem chat"], faults: ["unsaved"] });
			expect(warnings).toEqual([
				expect.stringContaining("is a directory"),
				expect.stringMatching(/over several runs cannot be kept.*alertAfter/),
			]);
		}
		expect(await run(10, "ok")).toMatchObject({ sent: [] });
	});

	it.each([
		[
			"may not be listed: it goes on without the lock, and says so",
			0o333,
			[expect.stringMatching(/^cannot lock the state file/)],
		],
		[
			"may not be written: said once",
			0o555,
			[expect.stringMatching(/^cannot write the state file/), expect.stringContaining("over several runs")],
		],
	])("a folder that %s", async (_name, mode, words) => {
		chmodSync(folder.path, mode);
		const run = runsOf(configOf([targetNamed("chat", 8000)], {}));
		await asNobody(async () => {
			expect(await run(0, "api_down")).toMatchObject({ sent: ["problem chat"], warnings: words });
		});
		chmodSync(folder.path, 0o755);
	});
});

it("a state file that was lost is told as that, once", async () => {
	const run = runsOf(configOf([targetNamed("chat", 8000)], {}));
	writeFileSync(statePath(), "torn");
	expect(await run(0, "api_down")).toMatchObject({ sent: ["problem chat"], faults: ["lost"] });
	expect(await run(5, "model_down")).toMatchObject({ sent: ["problem chat"], faults: [null], warnings: [] });
});

const ALERT_IS_KEPT = /^(everything|critical): not tried, as it asked to be left alone until 2026-01-01T02:00:00.000Z/;

it("a receiver that asked for time is left alone until then by later runs, which say so", async () => {
	const run = runsOf(configOf([targetNamed("chat", 8000)], {}));
	const asks = { kind: "retry", reason: "too many", retryAfterMs: 120 * MINUTE } as const;
	expect(await run(0, "api_down", { webhook: asks })).toMatchObject({
		sent: [],
		warnings: ["everything: too many", "critical: too many"],
	});
	for (const minute of [5, 119]) {
		const held = await run(minute, "api_down");
		expect(held).toMatchObject({ sent: [], faults: [], exitCode: 1 });
		expect(held.warnings).toEqual([expect.stringMatching(ALERT_IS_KEPT), expect.stringMatching(ALERT_IS_KEPT)]);
	}
	expect(await run(120, "api_down")).toMatchObject({ sent: ["problem chat"], warnings: [] });
	expect(await run(125, "ok")).toMatchObject({ sent: ["recovered chat"], warnings: [] });
});

it("a receiver whose setup is wrong is tried once a run; what was over a week ago is dropped then, with a word", async () => {
	const run = runsOf(configOf([targetNamed("chat", 8000)], {}));
	const refuses = { kind: "setup", reason: "no such webhook" } as const;
	const day = 24 * 60;
	const words = ["everything: no such webhook", "critical: no such webhook"];
	for (const [minute, condition] of [
		[0, "api_down"],
		[5, "ok"],
		[6 * day, "ok"],
	] as const) {
		expect(await run(minute, condition, { webhook: refuses })).toMatchObject({ warnings: words });
	}
	const gaveUp = words.flatMap((word) => [
		word,
		word.replace(/:.*/, ": gave up on 2 alerts of what was over a week ago"),
	]);
	expect(await run(8 * day, "ok", { webhook: refuses })).toMatchObject({ warnings: gaveUp });
	expect(await run(8 * day + 5, "ok", { webhook: refuses })).toMatchObject({ warnings: [], faults: [] });
});
