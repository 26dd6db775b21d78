import type { Command } from "../invocation/invocation.ts";
import type { Target } from "./target.ts";

/** How a run's time is divided, and whether it is enough. */

const DELIVERY_SHARE = 0.25;
const DELIVERY_MAX_MS = 15_000;
const HEARTBEAT_SHARE = 0.1;
const HEARTBEAT_MAX_MS = 1000;

/** The part of a check's deadline that is kept for recording and sending. */
export function deliveryMs(deadlineMs: number): number {
	return Math.min(DELIVERY_MAX_MS, deadlineMs * DELIVERY_SHARE);
}

/** The part of a check's deadline that is kept for its heartbeat, which comes last. */
export function heartbeatMs(deadlineMs: number): number {
	return Math.min(HEARTBEAT_MAX_MS, deadlineMs * HEARTBEAT_SHARE);
}

function probingMs(command: Command, deadlineMs: number): number {
	return command === "check" ? deadlineMs - deliveryMs(deadlineMs) - heartbeatMs(deadlineMs) : deadlineMs;
}

/** The servers whose targets may not all get their full time before the deadline, in words. */
export function tooManyTargets(
	setups: readonly Readonly<{ target: Target }>[],
	command: Command,
	deadlineMs: number,
): string[] {
	const leftMs = probingMs(command, deadlineMs);
	const servers = new Map<string, Target[]>();
	for (const { target } of setups) {
		const sharing = servers.get(target.url);
		if (sharing) sharing.push(target);
		else servers.set(target.url, [target]);
	}
	return [...servers].flatMap(([url, sharing]) => {
		const atOnce = Math.min(...sharing.map(({ perServer }) => perServer));
		const eachMs = Math.max(...sharing.map(({ inferenceTimeoutMs }) => inferenceTimeoutMs));
		const turns = Math.ceil(sharing.length / atOnce);
		if (turns * eachMs <= leftMs) return [];
		const each = `inferenceTimeout is ${inSeconds(eachMs)}`;
		const needed =
			turns === 1
				? each
				: `${sharing.length} targets, ${atOnce} at a time, may take ${inSeconds(turns * eachMs)} (${each})`;
		return [
			`${url}: ${needed}, and the deadline leaves ${inSeconds(leftMs)}: what it cuts short is not probed. Raise deadline or lower inferenceTimeout`,
		];
	});
}

function inSeconds(ms: number): string {
	return `${Math.round(ms / 100) / 10} s`;
}
