import { STATE_VERSION, type State } from "../core/state.ts";

const HEAD = new RegExp(`^\\{"version":${STATE_VERSION},"sum":"([0-9a-f]{8})",`);

/** One line of JSON, with a sum over all that follows it. */
export function encodeState(state: State): string {
	const { serial, targets, outbox } = state;
	const rest = `${JSON.stringify({ serial, targets, outbox }).slice(1)}\n`;
	return `{"version":${STATE_VERSION},"sum":"${sumOf(rest)}",${rest}`;
}

/**
 * The state in a file that this version wrote and nothing touched since: the sum says so, which spares every run the
 * schema. `null`: anything else, for the schema to look at.
 */
export function decodeOwn(text: string): State | null {
	const [head, sum] = HEAD.exec(text) ?? [];
	if (!head || sumOf(text.slice(head.length)) !== sum) return null;
	const { serial, targets, outbox } = JSON.parse(`{${text.slice(head.length)}`) as State;
	return { version: STATE_VERSION, serial, targets, outbox };
}

/** FNV-1a: guards against accidents, not against people. */
function sumOf(text: string): string {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) {
		hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	}
	return (hash >>> 0).toString(16).padStart(8, "0");
}
