/**
 * What packages load at their top although this program never uses it. Only what saves more than 3 % of a check's CPU, or
 * what a gate of test/gates needs, is worth a change in somebody else's text. `costsPercent` is what a run costs more without.
 *
 * Method: the program built with and without each; user + system CPU of the child, a healthy server in another process,
 * 300 interleaved runs each way (status: 200), median of the round-by-round quotients. Node 20.20, two cores, 2026-11-25.
 */
const SAVINGS = [
	{
		// One group: any of its lines left as it is loads node:http.
		name: "Node's own HTTP and HTTP/2, where undici wants a number, a class and an option that is off",
		costsPercent: { check: 11 },
		lines: [
			{
				// Node's default.
				file: "undici/lib/dispatcher/client.js",
				from: "const http = require('node:http')",
				to: "const http = { maxHeaderSize: 16384 }",
			},
			{
				// For request bodies that are somebody else's incoming message.
				file: "undici/lib/core/util.js",
				from: "const { IncomingMessage } = require('node:http')",
				to: "const IncomingMessage = null",
			},
			{
				file: "undici/lib/dispatcher/client.js",
				from: "const connectH2 = require('./client-h2.js')",
				to: "const connectH2 = () => { throw new Error('HTTP/2 is not built in') }",
			},
		],
	},
	{
		name: "child processes, and with them sockets, for subcommands of commander that are executables of their own",
		costsPercent: { check: 2, status: 11 },
		gate: "%s loads nothing of Node for the network",
		lines: [
			{
				file: "commander/lib/command.js",
				from: "const childProcess = require('node:child_process');",
				to: "const childProcess = { spawn: (...args) => require('node:child_process').spawn(...args) };",
			},
		],
	},
];

/** What a package does wrong. These change what the program does, and save nothing. */
const REPAIRS = [
	{
		name: "a `100 Continue` that nobody asked for is passed over, as every other 1xx is (RFC 9110, 15.2); undici drops the connection",
		test: "test/e2e/early-answers.test.ts",
		lines: [
			{
				file: "undici/lib/dispatcher/client-h1.js",
				from: "if (statusCode === 100) {",
				to: "if (false) {",
			},
		],
	},
];

const LINES = [...SAVINGS, ...REPAIRS].flatMap(({ lines }) => lines);

/** Each line is found in its package and gives way to another. One that no longer fits fails the build. */
const packagePatches = {
	name: "package-patches",
	transform: {
		filter: { id: /node_modules\/(undici|commander)\/lib\// },
		handler(code, id) {
			const lines = LINES.filter(({ file }) => id.endsWith(`node_modules/${file}`));
			if (lines.length === 0) return null;
			for (const { file, from } of lines) {
				if (!code.includes(from)) this.error(`${file} no longer holds: ${from}`);
			}
			// Within the line, so that the source map stays right.
			return { code: lines.reduce((text, { from, to }) => text.replace(from, () => to), code), map: null };
		},
	},
};

module.exports = { packagePatches, SAVINGS, REPAIRS };
