import { closest } from "../core/prose/closest.ts";
import { quote } from "../core/prose/secret-text.ts";
import { NO_SECRETS, secretSetting } from "./describe-secrets.ts";
import { type Path, valueAt, writtenPath } from "./document.ts";
import type { NotifierKind, NotifierKinds } from "./notifier-kinds.ts";
import { KNOWN_KEYS, TARGET_KINDS } from "./schema.ts";

/** What is read of zod's issues. */
type Issue = Readonly<{
	code?: string;
	path: Path;
	message: string;
	keys?: readonly string[];
	errors?: readonly (readonly Issue[])[];
}>;

/** The file in question. What `isReported` already is left out. */
type About = Readonly<{ document: unknown; kinds: NotifierKinds; isReported(path: Path): boolean }>;

/** zod's issues as lines for a person: the path, what was found, what is accepted, and what was probably meant. */
export function describeIssues(issues: readonly Issue[], about: About): string[] {
	return issues.flatMap((issue) => (about.isReported(issue.path) ? [] : describe(issue, about)));
}

function describe(issue: Issue, about: About): string[] {
	const { document, isReported } = about;
	if (issue.code === "unrecognized_keys") {
		const unreported = (issue.keys ?? []).filter((key) => !isReported([...issue.path, key]));
		return unreported.map((key) => unknownKey(key, issue.path, about));
	}
	const found = valueAt(document, issue.path);
	if (issue.path.at(-1) === "slack" && issue.code === "invalid_union" && typeof found === "object" && found !== null) {
		const branch = issue.errors?.[Array.isArray(found) ? 1 : 0] ?? [];
		return describeIssues(
			branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
			about,
		);
	}
	return [unfit(issue, found, about)];
}

function unfit({ path, message }: Issue, found: unknown, { kinds }: About): string {
	const where = writtenPath(path);
	if (found === undefined) return `${where} is missing; it must be ${message}`;
	if (typeof found !== "string") return `${where}: found ${quote(found)}; it must be ${message}`;
	// An address and the name of a secret's variable are where secrets are pasted by mistake: never quoted.
	const last = String(path.at(-1));
	if (last === "url") return `${where}: ${message}`;
	const shown = /Env$/.test(last) ? "a text (not shown here, as it could be a secret)" : quote(found);
	const known = path[0] === "targets" ? TARGET_KINDS : Object.keys(kinds);
	const meant = last === "kind" ? closest(found, known) : null;
	return `${where}: found ${shown}; it must be ${message}${meant === null ? "" : `; did you mean "${meant}"?`}`;
}

function unknownKey(key: string, parent: Path, about: About): string {
	const section = String(parent.findLast((part) => typeof part === "string") ?? "");
	const where = writtenPath([...parent, key]);
	const kind = kindOf(section, parent, about);
	const secretName = secretSetting(key, kind === null ? {} : (about.kinds[kind]?.secrets ?? {}));
	if (secretName !== undefined)
		return `${where}: ${NO_SECRETS}: put it into an environment variable, and name that with ${secretName}`;
	if (section === "defaults" && KNOWN_KEYS.targets?.includes(key))
		return `${where}: this belongs to each target, not to all`;
	const other = kind === null ? undefined : ofAnotherKind(key, about.kinds);
	if (other !== undefined)
		return `${where}: this belongs to a notifier of the kind "${other}", and here is one of the kind "${kind}"`;
	if (section === "slack" && key === "kind")
		return `${where}: every notifier here is of the kind "slack"; others belong under notifiers`;
	const known = knownKeys(section, kind, about.kinds);
	const meant = closest(key, known);
	const hint = meant === null ? `known here: ${known.join(", ")}` : `did you mean ${meant}?`;
	return `${where}: there is no such setting; ${hint}`;
}

/** The kind of the notifier at that path; `null`: no notifier is there. */
function kindOf(section: string, path: Path, { document, kinds }: About): string | null {
	if (section === "slack") return "slack";
	if (section !== "notifiers") return null;
	const kind = valueAt(document, [...path, "kind"]);
	return typeof kind === "string" && Object.hasOwn(kinds, kind) ? kind : null;
}

function ofAnotherKind(key: string, kinds: NotifierKinds): string | undefined {
	return Object.keys(kinds).find((kind) => Object.hasOwn((kinds[kind] as NotifierKind).keys, key));
}

function knownKeys(section: string, kind: string | null, kinds: NotifierKinds): readonly string[] {
	if (section === "notifiers" && kind !== null)
		return [...(KNOWN_KEYS.notifiers ?? []), ...Object.keys((kinds[kind] as NotifierKind).keys)];
	return Object.hasOwn(KNOWN_KEYS, section) ? (KNOWN_KEYS[section] ?? []) : [];
}
