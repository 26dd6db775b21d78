import * as z from "zod/mini";
import { SEVERITIES, type Severity } from "../core/alerting/policy.ts";
import type { NamedSecret, Secret } from "../core/target/target.ts";
import { DEFAULT_WEBHOOK_ENV } from "./default-variables.ts";
import { choice, envName, path, type Shape, name as uniqueName } from "./leaves.ts";
import type { SecretForm } from "./secrets.ts";

/** A key that names the variable of a secret. `variable`: the one to read where the key is left out; `null`: none is. */
type SecretKeys = Readonly<Record<`${string}Env`, Readonly<{ form: SecretForm; variable: string | null }>>>;

/** One row of the table: what a kind of notifier has beside the keys that all kinds have. */
export type NotifierKind = Readonly<{
	keys: Shape;
	secrets: SecretKeys;
	/** The web address that it sends to, which decides about the proxy; `null`: it sends to none. */
	address(settings: never): string | null;
}>;
export type NotifierKinds = Readonly<Record<string, NotifierKind>>;

type Values<Keys extends Shape> = z.output<z.ZodMiniObject<Keys>>;
type Optional<T, K> = K extends keyof T ? (undefined extends T[K] ? true : false) : false;

/** The settings of a kind with its secrets read: `webhookUrlEnv` becomes `webhookUrl`. */
type KindSettings<Keys extends Shape, Secrets extends SecretKeys> = Readonly<Omit<Values<Keys>, keyof Secrets>> & {
	readonly [K in keyof Secrets as K extends `${infer Name}Env` ? Name : never]:
		| NamedSecret
		| (Secrets[K] extends { variable: string } ? never : Optional<Values<Keys>, K> extends true ? null : never);
};

/** Types a row: its `address` knows its own settings. */
export function notifierKind<const Keys extends Shape, const Secrets extends SecretKeys>(
	row: Readonly<{ keys: Keys; secrets: Secrets; address(settings: KindSettings<Keys, Secrets>): string | null }>,
): typeof row {
	return row;
}

/** Every kind of notifier that a config file may name. Another kind is another row. */
export const NOTIFIER_KINDS = {
	slack: notifierKind({
		keys: { webhookUrlEnv: z.optional(envName()) },
		secrets: { webhookUrlEnv: { form: "web address", variable: DEFAULT_WEBHOOK_ENV } },
		address: ({ webhookUrl }) => webhookUrl.read(),
	}),
} as const satisfies NotifierKinds;

/** The keys of every kind, beside `kind` itself. */
export const COMMON_KEYS = {
	name: z.optional(uniqueName()),
	minSeverity: z.optional(choice(SEVERITIES)),
	caFile: z.optional(z.nullable(path())),
};

/** A notifier as a config file has it. Its own keys are checked by its row, and read by it. */
export type WrittenNotifier = Values<typeof COMMON_KEYS> & Readonly<{ kind: string; [key: string]: unknown }>;

type KnownKinds = typeof NOTIFIER_KINDS;
type KindSettingsOf<Row> = Row extends { keys: infer Keys extends Shape; secrets: infer Secrets extends SecretKeys }
	? KindSettings<Keys, Secrets>
	: never;

/** A notifier with all that reaching it takes. */
export type ConfiguredNotifier = {
	[K in keyof KnownKinds]: KindSettingsOf<KnownKinds[K]> &
		Readonly<{
			kind: K;
			/** Unique; the outbox keeps its ticks under this name. */
			name: string;
			minSeverity: Severity;
			caPem: string | null;
			proxyUrl: Secret | null;
		}>;
}[keyof KnownKinds];
