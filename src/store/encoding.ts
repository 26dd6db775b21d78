import { STATE_VERSION, type State } from "../core/alerting/state.ts";

const HEAD = new RegExp(`^\\{"version":${STATE_VERSION},"sum":"([0-9a-f]{8})",`);

/** One line of JSON, with a checksum over everything after it. */
export function encodeState(state: State): string {
	const { serial, targets, notifiers, outbox } = state;
	const rest = `${JSON.stringify({ serial, targets, notifiers, outbox }).slice(1)}\n`;
	return `{"version":${STATE_VERSION},"sum":"${sumOf(rest)}",${rest}`;
}

/**
 * The state in a file that this version wrote and that is unchanged: the checksum proves it, so a run can skip
 * validation. `null`: anything else, which the schema must validate.
 */
export function decodeOwn(text: string): State | null {
	const [head, sum] = HEAD.exec(text) ?? [];
	if (!head || sumOf(text.slice(head.length)) !== sum) return null;
	const { serial, targets, notifiers, outbox } = JSON.parse(`{${text.slice(head.length)}`) as State;
	return { version: STATE_VERSION, serial, targets, notifiers, outbox };
}

/** Like FNV-1a, four bytes at a time. It is cheap, and guards against accidents, not against tampering. */
function sumOf(text: string): string {
	const bytes = new TextEncoder().encode(text);
	const whole = bytes.length >>> 2;
	let hash = 0x811c9dc5;
	for (const word of new Int32Array(bytes.buffer, 0, whole)) hash = mixed(hash, word);
	for (const byte of bytes.subarray(whole * 4)) hash = mixed(hash, byte);
	return (hash >>> 0).toString(16).padStart(8, "0");
}

function mixed(hash: number, part: number): number {
	const product = Math.imul(hash ^ part, 0x01000193);
	return product ^ (product >>> 15);
}
