#!/usr/bin/env sh
":" //; exec node -- "$0" "$@"
// Read by sh, then by Node: a formatter that puts a semicolon after the string breaks the former. Without the `--`, Node 20 takes our --env-file for its own and dies when there is no such file.
try {
	require("../dist/start.js");
} catch (error) {
	// An update is replacing the files, say. Node by itself would exit 1, and that means "API down".
	process.exitCode = 3;
	console.error(`llm-healthcheck: not installed completely, the server was not judged: ${error.message.split("\n")[0]}`);
}
