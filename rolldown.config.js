const { defineConfig } = require("rolldown");
const license = require("rollup-plugin-license");
const { packagePatches } = require("./src/build/package-patches.js");

/**
 * CommonJS on purpose: on Node 20 an ES module start costs a fifth more than a CommonJS one.
 * Dynamic imports in src/ become files of their own, so a run loads only what it needs.
 */
const bundle = (input, dir, { minify = false, plugins = [], files = [] } = {}) => ({
	input,
	plugins: [packagePatches, ...plugins],
	platform: "node",
	transform: { target: "node20" },
	output: {
		dir,
		format: "cjs",
		sourcemap: true,
		minify,
		codeSplitting: files && { groups: files },
		// As require(): Node's loader of ES modules costs 5 ms.
		dynamicImportInCjs: false,
		cleanDir: true,
		entryFileNames: "[name].js",
		chunkFileNames: "[name].js",
	},
});

/**
 * What is always loaded together lies in one file, each with all that it imports: finding and opening a file costs
 * as much as reading twenty kilobytes of it. The rest is split by rolldown wherever a dynamic import is.
 */
const FILES = [
	{ name: "main", test: /src\/main\.ts$/ },
	{ name: "undici", test: /undici\/lib\/(dispatcher\/client|core\/connect)\.js$/ },
	{ name: "remembered", test: /src\/(commands\/status|report\/(present|log|json))\.ts$/ },
	{ name: "causes", test: /src\/core\/causes\/describe\.ts$/ },
	{ name: "asked", test: /src\/(commands\/(check|probe)|checks\/llm\/probe-server)\.ts$/ },
	// What only an answer that is not fine needs.
	{
		name: "failing",
		test: /src\/checks\/llm\/(errors\/classify-reply|next-try|unlisted|meant-model|dialects\/openai\/adapted)\.ts$/,
	},
	{ name: "schemas", test: /node_modules\/zod\// },
	{ name: "parse-config", test: /src\/config\/(parse-config|written-notifiers)\.ts$/ },
].map((file, index, { length }) => ({ ...file, priority: length - index }));

module.exports = defineConfig([
	// The packages it uses are in it: one package to install, also on a machine without a way out.
	bundle({ start: "src/launch/start.ts", main: "src/main.ts", compile: "src/launch/compile.ts" }, "dist", {
		minify: true,
		files: FILES,
		plugins: [license({ thirdParty: { output: "dist/THIRD_PARTY_LICENSES.txt" } })],
	}),
	// Not published: the demo's stand-ins, the benchmark, the fault harness, and what makes the man page, completions and JSON Schema.
	bundle(
		{
			demo: "test/support/demo.ts",
			bench: "test/bench/bench.ts",
			"fleet-server": "test/bench/fleet-server.ts",
			faults: "test/faults/faults.ts",
			artifacts: "src/build/artifacts.ts",
			standalone: "src/build/standalone.ts",
		},
		"build",
	),
	// All in one file, because a single executable can require() nothing but Node's own modules.
	bundle({ main: "src/main.ts" }, "build/standalone", { minify: true, files: false }),
]);
