#!/usr/bin/env node
try {
	require("../dist/start.js");
} catch (error) {
	// An update is replacing the files, say. Node by itself would exit 1, and that means "API down".
	process.exitCode = 3;
	console.error(
		`llm-healthcheck: not installed completely, the server was not judged: ${error.message.split("\n")[0]}`,
	);
}
