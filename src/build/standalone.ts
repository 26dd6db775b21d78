import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, writeFileSync } from "node:fs";

/*
 * Prepares the program and this very Node in one file, for hosts without Node (Node's single executable application):
 * a copy of Node, and beside it the blob that postject then puts into it.
 * usage: node build/standalone.js BUNDLE EXECUTABLE
 */

const [bundle = "", executable = ""] = process.argv.slice(2);

const config = `${executable}.config.json`;
const blob = `${executable}.blob`;
const settings = { main: bundle, output: blob, disableExperimentalSEAWarning: true, useCodeCache: true };
writeFileSync(config, JSON.stringify(settings));
execFileSync(process.execPath, ["--experimental-sea-config", config], { stdio: ["ignore", "ignore", "inherit"] });
copyFileSync(process.execPath, executable);
chmodSync(executable, 0o755);
