import type { Note } from "../../core/result/outcome.ts";
import { isListed, type ModelEntry } from "./model-list.ts";

/** The list's entry for a name, which may be an alias. */
export function entryOf(model: string, entries: readonly ModelEntry[]): ModelEntry | null {
	return entries.find(({ id, aliases = [] }) => isListed(model, [id, ...aliases])) ?? null;
}

type Answering = Readonly<{
	asked: string;
	/** The model name in the answer; `null`: it has none. */
	answered: string | null;
	/** The server says itself that it passed the request on to a fallback. */
	isFallback: boolean;
	entries: readonly ModelEntry[];
	/** Makes foreign text safe to show. */
	show(text: string): string;
}>;

/** Notes that another model answered than the one asked; none where the two names mean the same. */
export function notesOnAnswering({ asked, answered, isFallback, entries, show }: Answering): readonly Note[] {
	if (isFallback)
		return [{ kind: "fallback_answered", asked: show(asked), answered: answered === null ? null : show(answered) }];
	if (answered === null || isSameName(asked, answered) || isSameEntry(asked, answered, entries)) return [];
	return [{ kind: "other_model_answered", asked: show(asked), answered: show(answered) }];
}

/** A version suffix of a model name. */
const VERSION = /[-@:](\d{3,4}|\d{4}-\d\d-\d\d|\d{6,8}|latest|preview[\w.-]*)$|\.gguf$/;

/** Hosted servers answer `gpt-x` as `gpt-x-2026-01-31`; a path or an owner before the name changes nothing. */
function isSameName(asked: string, answered: string): boolean {
	if (isListed(asked, [answered])) return true;
	const names = [asked, answered].map((name) => (name.split("/").at(-1) ?? "").toLowerCase());
	const [one, other] = names.map((name) => name.replace(VERSION, ""));
	// Two different explicit versions are not the same.
	return one === other && names.some((name) => name === one || name.endsWith("latest"));
}

/** One model under several names: they share its root, or the list calls one the other's alias. */
function isSameEntry(asked: string, answered: string, entries: readonly ModelEntry[]): boolean {
	const [one, other] = [entryOf(asked, entries), entryOf(answered, entries)];
	// Asked by an alias, a server may answer with its engine's name, which no list has.
	if (one !== null && other === null) return !isListed(asked, [one.id]);
	if (one === null || other === null) return false;
	return one === other || (one.root != null && one.root === other.root);
}
