import type { Note } from "./outcome.ts";

/** Apart from the words of causes, which are many: a healthy target has notes and no cause. */
const NOTES = {
	model_chosen: ({ model }) => `no model set: asked ${model}, the first listed one that may chat`,
	model_not_listed: ({ model }) => `${model} answers, though the server does not list it`,
	other_model_answered: ({ asked, answered }) => `asked for ${asked}, ${answered} answered`,
	request_adapted: ({ how }) => `the server needs its own form of request: ${how}`,
	list_not_used: ({ why }) => `the server's model list could not be used: ${why}`,
	retried: ({ after }) => `passed at the second try, after: ${after}`,
} as const satisfies { [K in Note["kind"]]: (note: Extract<Note, { kind: K }>) => string };

/** `null`: there is nothing to note. */
export function notesInWords(notes: readonly Note[]): string | null {
	const words = notes.map((note) => (NOTES[note.kind] as (note: Note) => string)(note));
	return words.length > 0 ? words.join("; ") : null;
}
