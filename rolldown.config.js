const { defineConfig } = require("rolldown");

/**
 * CommonJS on purpose: on Node 20 an ES module start costs a fifth more than a CommonJS one.
 * Dynamic imports in src/ become files of their own, so a run loads only what it needs.
 */
const shared = { platform: "node", output: { format: "cjs", sourcemap: true, minify: true } };

module.exports = defineConfig({
	...shared,
	input: { main: "src/main.ts" },
	output: { ...shared.output, dir: "dist", cleanDir: true, chunkFileNames: "[name].js", entryFileNames: "[name].js" },
});
