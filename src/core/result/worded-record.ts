import { EXIT_CODES } from "./exit-code.ts";
import type { Note } from "./outcome.ts";
import type { TargetFacts } from "./target-facts.ts";
import type { TargetRecord } from "./target-record.ts";

const NOTES = {
	model_chosen: ({ model }) => `no model set: asked ${model}, the first listed one that may chat`,
	model_not_listed: ({ model }) => `${model} answers, though the server does not list it`,
	other_model_answered: ({ asked, answered }) => `asked for ${asked}, ${answered} answered`,
	fallback_answered: ({ asked, answered }) =>
		`asked for ${asked}, a fallback answered${answered === null ? "" : ` (${answered})`}: its own backends failed`,
	request_adapted: ({ how }) => `the server needs its own form of request: ${how}`,
	list_not_used: ({ why }) => `the server's model list could not be used: ${why}`,
	retried: ({ after }) => `passed at the second try, after: ${after}`,
} as const satisfies { [K in Note["kind"]]: (note: Extract<Note, { kind: K }>) => string };

/** `null`: there is nothing to note. */
export function notesInWords(notes: readonly Note[]): string | null {
	const words = notes.map((note) => (NOTES[note.kind] as (note: Note) => string)(note));
	return words.length > 0 ? words.join("; ") : null;
}

/** The record of these facts and words. */
export function withWords(
	facts: TargetFacts,
	words: Pick<TargetRecord, "cause" | "detail" | "nextStep">,
): TargetRecord {
	const { failure: _failure, notes: _notes, access: _access, ...shown } = facts;
	const { status } = facts;
	return { ...shown, ok: status === "ok", exitCode: EXIT_CODES[status], ...words, stale: false };
}

/** The record of a target without a failure: it has only notes. */
export function recordOfHealthy(facts: TargetFacts): TargetRecord {
	return withWords(facts, { cause: null, detail: notesInWords(facts.notes), nextStep: null });
}
