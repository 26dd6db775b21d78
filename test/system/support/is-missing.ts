import { spawnSync } from "node:child_process";

/** Whether a program is not installed. In CI everything is, so there its absence is a failure and not a skipped test. */
export function isMissing(program: string): boolean {
	const missing = spawnSync("sh", ["-c", 'command -v "$1"', "sh", program]).status !== 0;
	if (missing && process.env.CI === "true") throw new Error(`${program} is not installed`);
	return missing;
}
