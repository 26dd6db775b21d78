import { defineConfig } from "vitest/config";

const systemTests = "test/system/**/*.test.ts";

export default defineConfig({
	test: {
		projects: [
			{ test: { name: "unit", include: ["test/**/*.test.ts"], exclude: [systemTests] } },
			{ test: { name: "system", include: [systemTests], testTimeout: 180_000, hookTimeout: 120_000 } },
		],
	},
});
