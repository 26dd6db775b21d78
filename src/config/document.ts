import { clean } from "../core/prose/clean.ts";
import { quote } from "../core/prose/secret-text.ts";

/** A place in a config file, as JSON has it: keys and indices from the root on. */
export type Path = readonly PropertyKey[];

/** The value at that path, or `undefined`. */
export function valueAt(document: unknown, path: Path): unknown {
	return path.reduce<unknown>(
		(value, part) =>
			typeof value === "object" && value !== null && Object.hasOwn(value, part)
				? (value as Record<PropertyKey, unknown>)[part]
				: undefined,
		document,
	);
}

/** `targets[2].inferenceTimeout`; a key that could be a secret itself is not written out. */
export function writtenPath(path: Path): string {
	const written = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${safeKey(String(part))}`)).join("");
	return written.replace(/^\./, "") || "the file";
}

function safeKey(key: string): string {
	const quoted = quote(key);
	return quoted.startsWith('"') ? clean(key) : "(hidden)";
}

/** Two targets, or two notifiers, of one name. Read from the raw file, so that it is reported with the other mistakes. */
export function findDuplicateNames(document: unknown): string[] {
	return [["targets"], ["slack", "notifiers"]].flatMap((sections) =>
		duplicatesAmong(sections.flatMap((section) => namesIn(document, section))),
	);
}

type Named = Readonly<{ at: string; name: unknown }>;

function namesIn(document: unknown, section: string): Named[] {
	const items = valueAt(document, [section]);
	if (!Array.isArray(items)) return [{ at: section, name: valueAt(items, ["name"]) }];
	return items.map((item, index) => ({ at: `${section}[${index}]`, name: valueAt(item, ["name"]) }));
}

function duplicatesAmong(items: readonly Named[]): string[] {
	const names = items.map(({ name }) => name);
	return items.flatMap(({ at, name }, index) => {
		const first = items[names.indexOf(name)];
		if (typeof name !== "string" || first === undefined || first === items[index]) return [];
		const shown = quote(name);
		return [
			`${at}.name: ${shown.startsWith('"') ? shown : "this"} is the name of ${first.at} already; names must be unique`,
		];
	});
}
