import { isPrintable, NAME_PATTERN } from "../core/prose/clean.ts";
import { parseDuration } from "../core/prose/duration.ts";
import type { LlmTarget } from "../core/target/target.ts";
import { findAccess, type Placed, placedPath } from "./access.ts";
import { alertPolicy } from "./alert-policy.ts";
import type { TargetSetup } from "./config.ts";
import { type Chosen, type LoadContext, NEEDS } from "./context.ts";
import { DEFAULT_KEY_ENV } from "./default-variables.ts";
import type { WrittenSettings, WrittenTargetOf } from "./schema.ts";

/** Sets up one target of the kind `llm`. */
export async function setUpLlm(
	{ written, at }: Chosen<WrittenTargetOf<"llm">>,
	context: LoadContext,
): Promise<TargetSetup> {
	const settings: WrittenSettings = { ...context.file?.written.defaults, ...written };
	const caFile = caFileOf(settings, written, at, context);
	const target = buildTarget(written, settings, caFile, context);
	if (!NAME_PATTERN.test(target.name))
		context.problems.push("--name: it must be a name of 1 to 100 printable characters");
	if (target.list === "none" && target.model === null)
		context.problems.push(
			`${target.name}: with "list": "none" the model must be named: there is no list to choose one from`,
		);
	if (!isPrintable(target.model ?? "")) context.problems.push("the model's id holds a control character");
	const access = NEEDS[context.command].access
		? await findAccess(target.url, keyEnvOf(settings, written, at, context), caFile, context)
		: { apiKey: null, caPem: null, proxyUrl: null };
	return { target, access, policy: alertPolicy(settings) };
}

function buildTarget(
	{ name, url }: WrittenTargetOf<"llm">,
	settings: WrittenSettings,
	caFile: Placed | null,
	{ flags }: LoadContext,
): LlmTarget {
	const ms = (written: string | number | null | undefined) => (written == null ? null : parseDuration(written));
	return {
		kind: "llm",
		name,
		url,
		dialect: "openai",
		model: flags.model ?? settings.model ?? null,
		list: settings.list ?? "ask",
		apiKeyEnv: settings.apiKeyEnv ?? DEFAULT_KEY_ENV,
		auth: settings.auth ?? (new URL(url).hostname.endsWith(".openai.azure.com") ? "api-key" : "bearer"),
		apiTimeoutMs: flags.apiTimeoutMs ?? ms(settings.apiTimeout) ?? 15_000,
		inferenceTimeoutMs: flags.inferenceTimeoutMs ?? ms(settings.inferenceTimeout) ?? 15_000,
		slowMs: flags.slowMs ?? ms(settings.slow),
		maxTokens: settings.maxTokens ?? 5,
		temperature: settings.temperature === undefined ? 0 : settings.temperature,
		prompt: settings.prompt ?? "healthcheck",
		expect: flags.expect ?? settings.expect ?? null,
		stream: flags.stream ?? settings.stream ?? false,
		noWake: flags.wake === undefined ? (settings.noWake ?? false) : !flags.wake,
		perServer: settings.perServer ?? 3,
		caFile: caFile && placedPath(caFile),
	};
}

function keyEnvOf(
	settings: WrittenSettings,
	written: WrittenSettings,
	at: string | null,
	context: LoadContext,
): Placed | "default" | null {
	if (settings.apiKeyEnv === undefined) return "default";
	return placed(settings.apiKeyEnv, "apiKeyEnv", written.apiKeyEnv === undefined ? null : at, context);
}

function caFileOf(
	settings: WrittenSettings,
	written: WrittenSettings,
	at: string | null,
	context: LoadContext,
): Placed | null {
	const { flags, environment } = context;
	if (flags.caFile !== undefined) return { value: flags.caFile, where: "--ca-file", folder: environment.cwd };
	return placed(settings.caFile ?? null, "caFile", written.caFile === undefined ? null : at, context);
}

/** A setting with its place in the file: the target's own (`at`), or else `defaults`. */
function placed(value: string | null, key: string, at: string | null, { file }: LoadContext): Placed | null {
	if (value === null || file === null) return null;
	return { value, where: `${file.path}: ${at ?? "defaults"}.${key}`, folder: file.folder };
}
