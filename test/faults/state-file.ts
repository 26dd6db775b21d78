import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { State } from "../../src/core/alerting/state.ts";
import { decodeOwn } from "../../src/store/encoding.ts";
import { ownName, thisOwner } from "../../src/store/lock/owner.ts";
import { parseState } from "../../src/store/schema.ts";

/** What the harness does to the state file from outside, and reads of it. */

/** `null`: none. Throws when it does not parse: that may never happen. */
export function readStateFile(path: string): State | null {
	const text = contentOf(path);
	if (text === null) return null;
	const state = decodeOwn(text);
	if (state) return state;
	const parsed = parseState(text);
	if (parsed.kind !== "state") throw new Error(`the state file cannot be read: ${JSON.stringify(parsed)}`);
	return parsed.state;
}

/** `null` also for a file that was torn from outside and not yet set aside. */
export function peekStateFile(path: string): State | null {
	try {
		return readStateFile(path);
	} catch {
		return null;
	}
}

function contentOf(path: string): string | null {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return null;
	}
}

/** As if the clock had jumped since: everything in the file moves the other way. */
export function shiftTimes(path: string, byMs: number): void {
	const state = peekStateFile(path);
	if (state === null) return;
	const shifted = JSON.stringify(state).replace(/"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g, (_whole, time: string) =>
		JSON.stringify(new Date(Date.parse(time) + byMs).toISOString()),
	);
	writeFileSync(path, shifted);
}

/** Until nobody who asked for time is to be left alone any more. */
export function letTimePass(path: string): void {
	const state = peekStateFile(path);
	if (state === null || Object.keys(state.notifiers).length === 0) return;
	const notifiers = Object.keys(state.notifiers).map((name) => [name, { retryAfter: new Date(0).toISOString() }]);
	writeFileSync(path, JSON.stringify({ ...state, notifiers: Object.fromEntries(notifiers) }));
}

export function tear(path: string, share: number): boolean {
	const text = contentOf(path);
	if (text === null) return false;
	writeFileSync(path, text.slice(0, Math.floor((text.length - 1) * share)));
	return true;
}

/** The lock of a process that died and whose pid another one has now. */
export function leaveLock(path: string): void {
	const owner = ownName({ ...thisOwner(process.pid), start: "1" });
	writeFileSync(`${path}.lock.${owner}`, "");
	writeFileSync(`${path}.tmp.${owner}`, "half a sta");
}

/** What is in the directory and should not be. */
export function leftovers(path: string): readonly string[] {
	const name = basename(path);
	return readdirSync(dirname(path))
		.filter((other) => other !== name && !other.startsWith(`${name}.corrupt-`))
		.map((other) => join(dirname(path), other));
}
