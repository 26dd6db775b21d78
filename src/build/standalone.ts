import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";

/*
 * Prepares the program and this very Node in one file, for hosts without Node (Node's single executable application):
 * a copy of Node, and beside it the blob that postject then puts into it.
 * usage: node build/standalone.js BUNDLE EXECUTABLE
 */

const [bundle = "", executable = ""] = process.argv.slice(2);

/**
 * Node looks for an --env-file of its own anywhere on the command line, also on that of a single executable, and ends
 * with 9 when there is no such file: in the copy its option has another name.
 */
function copyOfNode(): string {
	return readFileSync(process.execPath, "latin1").replaceAll("\0--env-file\0", "\0--ENV-FILE\0");
}

const config = `${executable}.config.json`;
const blob = `${executable}.blob`;
const settings = { main: bundle, output: blob, disableExperimentalSEAWarning: true, useCodeCache: true };
writeFileSync(config, JSON.stringify(settings));
execFileSync(process.execPath, ["--experimental-sea-config", config], { stdio: ["ignore", "ignore", "inherit"] });
writeFileSync(executable, copyOfNode(), "latin1");
chmodSync(executable, 0o755);
