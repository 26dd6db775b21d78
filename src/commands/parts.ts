import { readFileSync } from "node:fs";
import { PROBERS } from "../checks/checks.ts";
import type { Config } from "../config/config.ts";
import type { Parts } from "../run/observe-all.ts";
import type { Host } from "./command.ts";

/** File descriptors for Node itself, the state file and the notifiers. */
const OTHER_DESCRIPTORS = 40;

/** What `check`, `probe` and `wait` have in common. */
export function probeParts(config: Config, host: Host, trace: Parts["trace"]): Parts {
	return {
		config,
		version: host.version,
		userAgent: userAgent(host.version),
		deadlineAt: config.deadlineMs,
		limit: { ms: config.deadlineMs, flag: "--deadline" },
		now: Date.now,
		sleep,
		probers: PROBERS,
		maxConnections: Math.max(1, openFileLimit() - OTHER_DESCRIPTORS),
		trace,
	};
}

/** Shows the administrator of a server or webhook who asks. */
export function userAgent(version: string): string {
	return `llm-healthcheck/${version}`;
}

export function sleep(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** As Linux shows it; elsewhere a number that every system allows. */
function openFileLimit(): number {
	try {
		const [, soft = ""] = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
		return soft === "unlimited" ? 65_536 : Number(soft) || 256;
	} catch {
		return 256;
	}
}
