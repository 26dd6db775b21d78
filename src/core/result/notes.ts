import type { Note } from "./outcome.ts";

/** Apart from the words of causes, which are many: a healthy target has notes and no cause. */
const NOTES = {
	model_chosen: ({ model }) => `no model set: asked ${model}, the first listed one that can chat`,
	model_not_listed: ({ model }) => `${model} answers, though the server does not list it`,
	other_model_answered: ({ asked, answered }) => `asked for ${asked}, ${answered} answered`,
	fallback_answered: ({ asked, answered }) =>
		`asked for ${asked}, a fallback answered${answered === null ? "" : ` (${answered})`}: its own backends failed`,
	request_adapted: ({ how }) => `the server needs its own form of request: ${how}`,
	retried: ({ after }) => `passed at the second try, after: ${after}`,
} as const satisfies { [K in Note["kind"]]: (note: Extract<Note, { kind: K }>) => string };

/** `null`: there is nothing to note. */
export function notesInWords(notes: readonly Note[]): string | null {
	const words = notes.map((note) => (NOTES[note.kind] as (note: Note) => string)(note));
	return words.length > 0 ? words.join("; ") : null;
}
