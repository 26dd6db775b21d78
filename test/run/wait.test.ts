import { expect, test } from "vitest";
import type { TargetRecord } from "../../src/core/result/target-record.ts";
import { waitUntilReady } from "../../src/run/wait.ts";
import { apiDown, aRecord, aReport, slow } from "../report/builders.ts";

/** Each probe takes a second of a clock of our own and finds the next record (`null`: had no time); the last stays. */
async function waited(found: readonly (TargetRecord | null)[], timeoutMs: number) {
	let now = 0;
	const probes: { at: number; withinMs: number }[] = [];
	const told: string[] = [];
	const report = await waitUntilReady(
		{ timeoutMs, intervalMs: 5000, failOn: "model" },
		{
			now: () => now,
			show: (words) => void told.push(words),
			sleep: async (ms) => {
				now += ms;
			},
			probe: async (withinMs) => {
				const record = found[Math.min(probes.length, found.length - 1)];
				probes.push({ at: now, withinMs });
				now += 1000;
				return record ? aReport([record]) : aReport([], { unprobed: ["gpustack"], exitCode: 3 });
			},
		},
	);
	return { report, probes, told };
}

test("ready at once: one probe, nothing told", async () => {
	const { report, probes, told } = await waited([aRecord()], 60_000);
	expect(report).toMatchObject({ exitCode: 0, warnings: [] });
	expect(probes).toEqual([{ at: 0, withinMs: 60_000 }]);
	expect(told).toEqual([]);
});

test("probes again at each interval until it is ready", async () => {
	const { report, probes, told } = await waited([apiDown(), slow({ cause: "loading" }), aRecord()], 60_000);
	expect(report.exitCode).toBe(0);
	expect(probes.map(({ at }) => at)).toEqual([0, 6000, 12_000]);
	expect(told).toEqual(["waiting for gpustack: refused", "waiting for gpustack: loading"]);
});

test("the time is up: the last verdict, and no probe too short to be fair", async () => {
	const { report, probes } = await waited([apiDown()], 20_000);
	expect(report).toMatchObject({ exitCode: 1, warnings: ["Not ready in 20s: gpustack: refused."] });
	expect(probes.map(({ withinMs }) => withinMs)).toEqual([20_000, 14_000, 8_000, 2_000]);
});

test("an interval that would outlast the time is cut short for one more look", async () => {
	const { report, probes } = await waited([apiDown(), apiDown(), aRecord()], 10_000);
	expect(probes.map(({ at }) => at)).toEqual([0, 6000, 9000]);
	expect(report).toMatchObject({ exitCode: 0, warnings: [] });
});

test("still loading when the time is up is no success", async () => {
	const { report } = await waited([slow({ cause: "loading" })], 10_000);
	expect(report.exitCode).toBe(2);
});

test("what waiting cannot mend ends at once", async () => {
	const { report, probes } = await waited([apiDown(), apiDown({ cause: "unauthorized" })], 600_000);
	expect(report).toMatchObject({ exitCode: 1, warnings: ["Waiting will not help: gpustack: unauthorized."] });
	expect(probes).toHaveLength(2);
});

test("a target that was not probed is waited for", async () => {
	const { report, told } = await waited([null, aRecord()], 60_000);
	expect(report).toMatchObject({ exitCode: 0, warnings: [] });
	expect(told).toEqual(["waiting for gpustack: not probed"]);
});

test("the time is up in a look that came to nothing: what was seen last is shown", async () => {
	const { report } = await waited([apiDown(), null], 10_000);
	expect(report).toMatchObject({
		exitCode: 1,
		targets: [apiDown()],
		warnings: ["Not ready in 10s: gpustack: not probed."],
	});
});

test("trouble of the checking host is thrown on, not waited for", async () => {
	const broken = {
		now: () => 0,
		show: () => {},
		sleep: async () => {},
		probe: () => Promise.reject(new Error("EMFILE")),
	};
	await expect(waitUntilReady({ timeoutMs: 1000, intervalMs: 100, failOn: "model" as const }, broken)).rejects.toThrow(
		"EMFILE",
	);
});
