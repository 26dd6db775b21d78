/**
 * What packages load at their top although this program never uses it: a third of a check's CPU time. And one thing that
 * undici does otherwise than HTTP asks.
 * Each row is one line of a package and what stands in its place. A row that no longer fits fails the build.
 */
const LEAN = [
	{
		// Only for subcommands that are executables of their own.
		file: "commander/lib/command.js",
		from: "const childProcess = require('node:child_process');",
		to: "const childProcess = { spawn: (...args) => require('node:child_process').spawn(...args) };",
	},
	{
		// Node's default; the rest of node:http is not needed.
		file: "undici/lib/dispatcher/client.js",
		from: "const http = require('node:http')",
		to: "const http = { maxHeaderSize: 16384 }",
	},
	{
		// HTTP/2 stays off unless asked for.
		file: "undici/lib/dispatcher/client.js",
		from: "const connectH2 = require('./client-h2.js')",
		to: "const connectH2 = () => { throw new Error('HTTP/2 is not built in') }",
	},
	{
		// For request bodies that are somebody else's incoming message.
		file: "undici/lib/core/util.js",
		from: "const { IncomingMessage } = require('node:http')",
		to: "const IncomingMessage = null",
	},
	{
		// For request bodies that are forms or blobs.
		file: "undici/lib/dispatcher/client-h1.js",
		from: "extractBody = require('../web/fetch/body.js').extractBody",
		to: "throw new Error('only text bodies are built in')",
	},
	{
		// A client must take a `100 Continue` that it did not ask for (RFC 9110, 15.2); undici drops the connection. What
		// follows this line passes over every other 1xx.
		file: "undici/lib/dispatcher/client-h1.js",
		from: "if (statusCode === 100) {",
		to: "if (false) {",
	},
	...["dispatcher/client.js", "dispatcher/client-h1.js", "core/util.js", "core/connect.js", "core/request.js"].map(
		(file) => ({
			file: `undici/lib/${file}`,
			from: "const assert = require('node:assert')",
			to: "const assert = (value, message) => value || require('node:assert')(value, message)",
		}),
	),
];

const leanPackages = {
	name: "lean-packages",
	transform: {
		filter: { id: /node_modules\/(undici|commander)\/lib\// },
		handler(code, id) {
			const rows = LEAN.filter(({ file }) => id.endsWith(`node_modules/${file}`));
			if (rows.length === 0) return null;
			for (const { file, from } of rows) {
				if (!code.includes(from)) this.error(`${file} no longer holds: ${from}`);
			}
			// Within the line, so that the source map stays right.
			return { code: rows.reduce((text, { from, to }) => text.replace(from, () => to), code), map: null };
		},
	},
};

module.exports = { leanPackages };
