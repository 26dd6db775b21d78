import { isSecret } from "../core/prose/secret-text.ts";
import { type Path, writtenPath } from "./document.ts";
import type { NotifierKinds } from "./notifier-kinds.ts";

/** Keys under which people put secrets, besides those of a notifier's kind. */
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

export const NO_SECRETS = "secrets do not belong in this file";

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
	apiKeyEnv: "put the key into the environment variable LLM_API_KEY, and write that name here",
};

export function describeSecret(path: Path, kinds: NotifierKinds): string {
	const last = String(path.at(-1));
	const ofNotifier = path[0] === "slack" || path[0] === "notifiers";
	const notifierSecrets = ofNotifier ? Object.assign({}, ...Object.values(kinds).map(({ secrets }) => secrets)) : {};
	const setting = secretSetting(last, notifierSecrets) ?? "apiKeyEnv or webhookUrlEnv";
	const instead =
		(Object.hasOwn(INSTEAD, last) ? INSTEAD[last] : insteadOf(last, notifierSecrets)) ??
		`put it into an environment variable, and name that with ${setting}`;
	return `${writtenPath(path)}: this looks like a secret, and ${NO_SECRETS}: ${instead}`;
}

type KindSecrets = NotifierKinds[string]["secrets"];

/** For a secret written in place of the name of its variable: where it belongs. */
function insteadOf(key: string, secrets: KindSecrets): string | undefined {
	const row = Object.entries(secrets).find(([name]) => name === key)?.[1];
	if (row === undefined) return undefined;
	const what = row.form === "web address" ? "address" : "key";
	const where = row.variable === null ? "an environment variable" : `the environment variable ${row.variable}`;
	return `put the ${what} into ${where}, and write that name here`;
}

/**
 * The setting that names the variable of such a secret: `webhookUrl` and `webhook_url` mean `webhookUrlEnv`.
 * `own`: what the notifier has there, if it is one.
 */
export function secretSetting(key: string, notifierSecrets: KindSecrets): string | undefined {
	const bare = key.toLowerCase().replace(/[^a-z]/g, "");
	const setting = Object.keys(notifierSecrets).find((name) => name.toLowerCase() === `${bare}env`);
	return setting ?? (Object.hasOwn(SECRET_KEYS, bare) ? SECRET_KEYS[bare] : undefined);
}
