import { fstatSync, readFileSync, writeSync } from "node:fs";
import { version } from "../package.json";
import type { Config } from "./config/config.ts";
import type { Command, Flags, Format } from "./config/invocation.ts";
import { EXIT_CHECK_FAILED } from "./core/verdict.ts";

/*
 * The only file that touches `process`: wires the parts, prints, sets the exit code.
 * Output is written synchronously, so that nothing is lost on a pipe and a slow reader costs only time.
 */

/** What every command starts from. */
type Session = Readonly<{ command: Command; flags: Flags; format: Format; deadlineAt(config: Config): number }>;

/** Until a verdict says otherwise: whatever goes wrong on the way is the check's own trouble, not the server's. */
process.exitCode = EXIT_CHECK_FAILED;
