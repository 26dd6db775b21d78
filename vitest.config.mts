import { defineConfig } from "vitest/config";
import { tally } from "./test/support/tally.mts";

const isCi = process.env.CI === "true";
const systemTests = "test/system/**/*.test.ts";
const zabbixServerTests = "test/system/zabbix-server/**/*.test.ts";

export default defineConfig({
	test: {
		reporters: ["default", tally(isCi)],
		projects: [
			{
				test: {
					name: "unit",
					include: ["test/**/*.test.ts"],
					exclude: [systemTests],
					// A limit for what hangs, not for what a busy machine makes slow.
					testTimeout: 60_000,
					hookTimeout: 60_000,
					// Under a minute for everyday; in CI, where the fault harness runs at length, steadiness counts more.
					maxWorkers: isCi ? 1 : 3,
				},
			},
			{
				test: {
					name: "system",
					include: [systemTests],
					exclude: [zabbixServerTests],
					testTimeout: 180_000,
					hookTimeout: 120_000,
					// They wait for other programs more than they compute.
					maxWorkers: 8,
				},
			},
			{ test: { name: "zabbix", include: [zabbixServerTests], testTimeout: 120_000, hookTimeout: 120_000 } },
		],
	},
});
