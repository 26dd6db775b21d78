import { defineConfig } from "vitest/config";
import { tally } from "./test/support/tally.mts";

const isCi = process.env.CI === "true";
const systemTests = "test/system/**/*.test.ts";
const testsAlone = "test/system/**/*.alone.test.ts";
const zabbixServerTests = "test/system/zabbix-server/**/*.test.ts";

/** What needs nothing but Node. */
const own = {
	include: ["test/**/*.test.ts"],
	hookTimeout: 60_000,
	// No test changes a module, so the files of a worker load each of them once: a third of the time.
	isolate: false,
};

export default defineConfig({
	test: {
		reporters: ["default", tally(isCi)],
		projects: [
			{
				test: {
					...own,
					name: "everyday",
					exclude: [systemTests, "test/**/*.all.test.ts"],
					// A limit for what hangs, not for what a busy machine makes slow.
					testTimeout: 60_000,
					maxWorkers: 3,
				},
			},
			{
				test: {
					...own,
					name: "all",
					exclude: [systemTests],
					env: { TESTS: "all" },
					testTimeout: 300_000,
					// In CI, where the machine may be anything, steadiness counts more than time.
					maxWorkers: isCi ? 1 : 3,
				},
			},
			{
				test: {
					name: "system",
					include: [systemTests],
					exclude: [zabbixServerTests, testsAlone],
					testTimeout: 180_000,
					hookTimeout: 120_000,
					// They wait for other programs more than they compute.
					maxWorkers: 8,
				},
			},
			{
				test: {
					name: "alone",
					include: [testsAlone],
					testTimeout: 180_000,
					// They put hundreds of servers and real programs to the clock: after the others, one after another.
					maxWorkers: 1,
					sequence: { groupOrder: 1 },
				},
			},
			{ test: { name: "zabbix", include: [zabbixServerTests], testTimeout: 120_000, hookTimeout: 120_000 } },
		],
	},
});
