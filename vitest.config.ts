import { defineConfig } from "vitest/config";
import { tally } from "./test/support/tally.ts";

const systemTests = "test/system/**/*.test.ts";

export default defineConfig({
	test: {
		reporters: ["default", tally(process.env.CI === "true")],
		projects: [
			{ test: { name: "unit", include: ["test/**/*.test.ts"], exclude: [systemTests] } },
			{ test: { name: "system", include: [systemTests], testTimeout: 180_000, hookTimeout: 120_000 } },
		],
	},
});
