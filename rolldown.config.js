const { defineConfig } = require("rolldown");
const license = require("rollup-plugin-license");

/**
 * CommonJS on purpose: on Node 20 an ES module start costs a fifth more than a CommonJS one.
 * Dynamic imports in src/ become files of their own, so a run loads only what it needs.
 */
const bundle = (input, dir, minify, plugins = []) => ({
	input,
	plugins,
	platform: "node",
	transform: { target: "node20" },
	output: {
		dir,
		format: "cjs",
		sourcemap: true,
		minify,
		cleanDir: true,
		entryFileNames: "[name].js",
		chunkFileNames: "[name].js",
	},
});

module.exports = defineConfig([
	// The packages it uses are in it: one package to install, also on a machine without a way out.
	bundle({ main: "src/main.ts" }, "dist", true, [license({ thirdParty: { output: "dist/THIRD_PARTY_LICENSES.txt" } })]),
	// Not published: the demo's stand-ins, the benchmark, and what makes the man page, completions and JSON Schema.
	bundle(
		{
			demo: "test/support/demo.ts",
			bench: "test/bench/bench.ts",
			"fleet-server": "test/bench/fleet-server.ts",
			artifacts: "src/build/artifacts.ts",
		},
		"build",
		false,
	),
]);
