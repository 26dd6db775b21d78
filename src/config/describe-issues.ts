import { clean } from "../core/prose/clean.ts";
import { closest } from "../core/prose/closest.ts";
import { isSecret, quote } from "../core/prose/secret-text.ts";
import { KNOWN_KEYS, TARGET_KINDS } from "./schema.ts";

type Path = readonly PropertyKey[];
/** What is read of zod's issues. */
type Issue = Readonly<{
	code?: string;
	path: Path;
	message: string;
	keys?: readonly string[];
	errors?: readonly (readonly Issue[])[];
}>;

/** Keys under which people put a secret, or expect to. */
const SECRET_KEYS: Readonly<Record<string, string>> = {
	apikey: "apiKeyEnv",
	key: "apiKeyEnv",
	token: "apiKeyEnv",
	bearer: "apiKeyEnv",
	password: "apiKeyEnv",
	secret: "apiKeyEnv",
	authorization: "apiKeyEnv",
	webhook: "webhookUrlEnv",
	webhookurl: "webhookUrlEnv",
	slackwebhookurl: "webhookUrlEnv",
	heartbeat: "heartbeatUrlEnv",
	heartbeaturl: "heartbeatUrlEnv",
};

const NO_SECRETS = "secrets do not belong in this file";

/** zod's issues as lines for a person: the path, what was found, what is accepted, and what was probably meant. What `isTold` already is left out. */
export function describeIssues(issues: readonly Issue[], document: unknown, isTold: (path: Path) => boolean): string[] {
	return issues.flatMap((issue) => (isTold(issue.path) ? [] : describe(issue, document, isTold)));
}

function describe(issue: Issue, document: unknown, isTold: (path: Path) => boolean): string[] {
	if (issue.code === "unrecognized_keys") {
		const untold = (issue.keys ?? []).filter((key) => !isTold([...issue.path, key]));
		return untold.map((key) => unknownKey(key, issue.path));
	}
	const found = valueAt(document, issue.path);
	if (issue.path.at(-1) === "slack" && issue.code === "invalid_union" && typeof found === "object" && found !== null) {
		const branch = issue.errors?.[Array.isArray(found) ? 1 : 0] ?? [];
		return describeIssues(
			branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
			document,
			isTold,
		);
	}
	const where = writtenPath(issue.path);
	if (found === undefined) return [`${where} is missing; it must be ${issue.message}`];
	if (typeof found !== "string") return [`${where}: found ${quote(found)}; it must be ${issue.message}`];
	// An address and the name of a secret's variable are where secrets are pasted by mistake: never quoted.
	const last = String(issue.path.at(-1));
	if (last === "url") return [`${where}: ${issue.message}`];
	const shown = /Env$/.test(last) ? "a text (not shown here, as it could be a secret)" : quote(found);
	const meant = last === "kind" ? closest(found, TARGET_KINDS) : null;
	const hint = meant === null ? "" : `; did you mean "${meant}"?`;
	return [`${where}: found ${shown}; it must be ${issue.message}${hint}`];
}

function unknownKey(key: string, parent: Path): string {
	const section = String(parent.findLast((part) => typeof part === "string") ?? "");
	const known = Object.hasOwn(KNOWN_KEYS, section) ? (KNOWN_KEYS[section] ?? []) : [];
	const where = writtenPath([...parent, key]);
	const secretName = secretSetting(key);
	if (secretName !== undefined)
		return `${where}: ${NO_SECRETS}: put it into an environment variable, and name that with ${secretName}`;
	if (section === "defaults" && KNOWN_KEYS.targets?.includes(key))
		return `${where}: this belongs to each target, not to all`;
	const meant = closest(key, known);
	const hint = meant === null ? `known here: ${known.join(", ")}` : `did you mean ${meant}?`;
	return `${where}: there is no such setting; ${hint}`;
}

/** Every text of the file that is plainly a secret, by its path. */
export function findSecrets(value: unknown, path: Path = []): Path[] {
	if (typeof value === "string") return isSecret(value) ? [path] : [];
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		findSecrets(inner, [...path, Array.isArray(value) ? Number(key) : key]),
	);
}

const INSTEAD: Readonly<Record<string, string>> = {
	url: "leave the credentials out of the address; the API key belongs in the environment variable LLM_API_KEY",
	webhookUrlEnv: "put the address into the environment variable SLACK_WEBHOOK_URL, and write that name here",
	apiKeyEnv: "put the key into the environment variable LLM_API_KEY, and write that name here",
};

export function describeSecret(path: Path): string {
	const last = String(path.at(-1));
	const setting = secretSetting(last) ?? "apiKeyEnv or webhookUrlEnv";
	const instead = INSTEAD[last] ?? `put it into an environment variable, and name that with ${setting}`;
	return `${writtenPath(path)}: this looks like a secret, and ${NO_SECRETS}: ${instead}`;
}

function secretSetting(key: string): string | undefined {
	const bare = key.toLowerCase().replace(/[^a-z]/g, "");
	return Object.hasOwn(SECRET_KEYS, bare) ? SECRET_KEYS[bare] : undefined;
}

/** Two targets, or two notifiers, of one name; the raw file is looked at, so that it is said along with the rest. */
export function findDuplicateNames(document: unknown, list: "targets" | "slack"): string[] {
	const items = valueAt(document, [list]);
	if (!Array.isArray(items)) return [];
	const names = items.map((item) => valueAt(item, ["name"]));
	return names.flatMap((name, index) => {
		const first = names.indexOf(name);
		if (typeof name !== "string" || first === index) return [];
		const shown = quote(name);
		return [
			`${list}[${index}].name: ${shown.startsWith('"') ? shown : "this"} is the name of ${list}[${first}] already; names must be unique`,
		];
	});
}

function valueAt(document: unknown, path: Path): unknown {
	return path.reduce<unknown>(
		(value, part) =>
			typeof value === "object" && value !== null && Object.hasOwn(value, part)
				? (value as Record<PropertyKey, unknown>)[part]
				: undefined,
		document,
	);
}

/** `targets[2].inferenceTimeout`; a key that could be a secret itself is not written out. */
function writtenPath(path: Path): string {
	const written = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${safeKey(String(part))}`)).join("");
	return written.replace(/^\./, "") || "the file";
}

function safeKey(key: string): string {
	const quoted = quote(key);
	return quoted.startsWith('"') ? clean(key) : "(hidden)";
}
