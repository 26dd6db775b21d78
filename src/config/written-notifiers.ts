import { quote } from "../core/prose/secret-text.ts";
import type { NamedSecret } from "../core/target/target.ts";
import { findProxy, readCa } from "./access.ts";
import type { LoadContext } from "./context.ts";
import {
	type ConfiguredNotifier,
	NOTIFIER_KINDS,
	type NotifierKind,
	type NotifierKinds,
	type WrittenNotifier,
} from "./notifier-kinds.ts";
import { readSecret } from "./secrets.ts";

/** A notifier of the file, and its path in the file. */
type Entry = Readonly<{ at: string; written: WrittenNotifier }>;

/** The notifiers that the config file names, under `slack` and under `notifiers`, with their secrets read. */
export async function setUpWritten(
	context: LoadContext,
	kinds: NotifierKinds = NOTIFIER_KINDS,
): Promise<ConfiguredNotifier[]> {
	const found: { entry: Entry; notifier: ConfiguredNotifier }[] = [];
	for (const entry of entriesOf(context)) {
		const notifier = await setUp(entry, kinds[entry.written.kind] as NotifierKind, context);
		if (notifier !== null) found.push({ entry, notifier });
	}
	noteSameNames(found, context);
	return found.map(({ notifier }) => notifier);
}

function entriesOf({ file }: LoadContext): Entry[] {
	const { slack, notifiers = [] } = file?.written ?? {};
	const webhooks = slack === undefined ? [] : [slack].flat();
	return [
		...webhooks.map((written, index) => ({
			at: Array.isArray(slack) ? `slack[${index}]` : "slack",
			written: { ...written, kind: "slack" },
		})),
		...notifiers.map((written, index) => ({ at: `notifiers[${index}]`, written })),
	];
}

/** `null`: a secret is missing, which is noted. */
async function setUp(
	{ at, written }: Entry,
	row: NotifierKind,
	context: LoadContext,
): Promise<ConfiguredNotifier | null> {
	const { kind, name, minSeverity, caFile, ...keys } = written;
	const { path = "", folder = "/" } = context.file ?? {};
	const before = context.problems.length;
	const settings = { ...settingsOf(keys, row), ...secretsOf(keys, row, `${path}: ${at}`, context) };
	const place = caFile == null ? null : { value: caFile, where: `${path}: ${at}.caFile`, folder };
	const caPem = await readCa(place, context.problems);
	if (context.problems.length > before) return null;
	const address = row.address(settings as never);
	const proxyUrl = address === null ? null : findProxy(address, context);
	const base = { kind, name: name ?? usualName(kind, keys, row), minSeverity: minSeverity ?? "info", proxyUrl, caPem };
	// The row checked it, and the type says what a row's settings become.
	return { ...settings, ...base } as unknown as ConfiguredNotifier;
}

function settingsOf(keys: Readonly<Record<string, unknown>>, { secrets }: NotifierKind): Record<string, unknown> {
	return Object.fromEntries(Object.entries(keys).filter(([key]) => !Object.hasOwn(secrets, key)));
}

function secretsOf(
	keys: Readonly<Record<string, unknown>>,
	{ secrets }: NotifierKind,
	at: string,
	context: LoadContext,
): Record<string, NamedSecret | null> {
	const read = Object.entries(secrets).map(([key, { form, variable: usual }]) => {
		const variable = variableOf(keys, key, usual);
		const secret = variable === null ? null : readSecret(form, variable, `${at}.${key}`, context);
		const named = variable === null || secret === null ? null : { variable, read: secret };
		return [key.replace(/Env$/, ""), named] as const;
	});
	return Object.fromEntries(read);
}

function variableOf(keys: Readonly<Record<string, unknown>>, key: string, usual: string | null): string | null {
	const written = keys[key];
	return typeof written === "string" ? written : usual;
}

/** The kind, or the name of the variable where that is not the usual one: several of a kind each have another. */
function usualName(kind: string, keys: Readonly<Record<string, unknown>>, { secrets }: NotifierKind): string {
	const [first] = Object.entries(secrets);
	if (first === undefined) return kind;
	const [key, { variable: usual }] = first;
	const variable = variableOf(keys, key, usual);
	return variable === null || variable === usual ? kind : variable;
}

/** Default names may be equal, and two notifiers of one name would share what is pending. */
function noteSameNames(
	found: readonly Readonly<{ entry: Entry; notifier: ConfiguredNotifier }>[],
	{ file, problems }: LoadContext,
): void {
	const names = found.map(({ notifier }) => notifier.name);
	const doubles = new Set(names.filter((name, index) => names.indexOf(name) !== index));
	for (const name of doubles) {
		const places = found.filter(({ notifier }) => notifier.name === name).map(({ entry }) => entry.at);
		const sections = new Set(places.map((at) => at.replace(/\[.*/, "")));
		const where = `${file?.path}: ${[...sections].join(" and ")}`;
		problems.push(
			`${where}: ${places.length === 2 ? "two" : places.length} entries are named ${quote(name)}: give each a name of its own`,
		);
	}
}
