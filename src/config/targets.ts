import { clean, isPrintable, NAME_PATTERN } from "../core/prose/clean.ts";
import { closest } from "../core/prose/closest.ts";
import { parseDuration } from "../core/prose/duration.ts";
import { quote } from "../core/prose/secret-text.ts";
import { normalizeBaseUrl } from "../core/target/base-url.ts";
import type { Target } from "../core/target/target.ts";
import { DEFAULT_KEY_ENV, findAccess, type Placed, placedPath } from "./access.ts";
import { alertPolicy } from "./alert-policy.ts";
import type { TargetSetup } from "./config.ts";
import { type LoadContext, NEEDS } from "./context.ts";
import { lookUp } from "./environment.ts";
import { configPlaces } from "./places.ts";
import type { WrittenSettings, WrittenTarget } from "./schema.ts";

/** A target as written, and the path at which its settings stand in the config file (`null`: in none). */
type Chosen = Readonly<{ written: WrittenTarget; baseUrl: string; at: string | null }>;

export async function setUpTargets(context: LoadContext): Promise<TargetSetup[]> {
	const before = context.problems.length;
	const all = singleTarget(context) ?? fileTargets(context);
	if (all.length === 0 && context.problems.length === before && NEEDS[context.command].targets) {
		context.problems.push(nothingToCheck(context));
	}
	const chosen = select(all, context);
	const { model, name } = context.flags;
	if (chosen.some(({ at }) => at !== null)) {
		if (name !== undefined)
			context.problems.push(
				"--name is for a server given by its address; --target selects a target of the config file",
			);
		if (model !== undefined && chosen.length > 1)
			context.problems.push("--model is for one target: select it with --target");
	}
	return Promise.all(chosen.map((one) => setUp(one, context)));
}

/** The target that flags, or else environment and `.env`, describe; `null` when the config file's targets count. */
function singleTarget({ flags, variables, file, problems, warnings }: LoadContext): Chosen[] | null {
	const variable = lookUp(variables, "LLM_BASE_URL");
	if (flags.url === undefined && (file?.written.targets?.length ?? 0) > 0) {
		if (variable !== null) {
			warnings.push(`LLM_BASE_URL is not used: ${file?.path} names the targets (an address as an argument would be)`);
		}
		const takesAny = file?.written.targets?.some(({ model }) => !(model ?? file.written.defaults?.model)) ?? false;
		if (takesAny && flags.model === undefined && lookUp(variables, "LLM_MODEL") !== null) {
			warnings.push(`LLM_MODEL is not used: ${file?.path} names the targets, and "model" there is the model of each`);
		}
		return null;
	}
	const url = flags.url ?? variable?.value;
	if (url === undefined) return null;
	const base = normalizeBaseUrl(url);
	if (!base.ok) {
		const where = flags.url === undefined ? `${variable?.layer.prefix}LLM_BASE_URL` : "the address given";
		problems.push(`${where}: ${base.problem}`);
		return [];
	}
	const model = flags.model ?? lookUp(variables, "LLM_MODEL")?.value ?? file?.written.defaults?.model ?? null;
	const { baseUrl } = base;
	return [{ written: { name: flags.name ?? defaultName(baseUrl, model), url, model }, baseUrl, at: null }];
}

/** `gpu1:8000`, `gpu1:8000/llama3`: the same in every run, and what a person would call it. */
function defaultName(baseUrl: string, model: string | null): string {
	const { host } = new URL(baseUrl);
	return clean(model === null ? host : `${host}/${model}`, 100);
}

function fileTargets({ file }: LoadContext): Chosen[] {
	return (file?.written.targets ?? []).flatMap((written, index) => {
		const base = normalizeBaseUrl(written.url);
		return base.ok ? [{ written, baseUrl: base.baseUrl, at: `targets[${index}]` }] : [];
	});
}

function nothingToCheck({ environment, file }: LoadContext): string {
	const ways = "give the address of a server, set LLM_BASE_URL, or name targets in a config file";
	const looked = file === null ? `looked for ${configPlaces(environment).join(", ")}` : `${file.path} names none`;
	return `there is nothing to check: ${ways} (${looked})`;
}

function select(all: readonly Chosen[], { flags, problems }: LoadContext): readonly Chosen[] {
	const wanted = flags.target;
	if (wanted === undefined || all.length === 0) return all;
	const names = all.map(({ written }) => written.name);
	for (const name of new Set(wanted)) {
		if (!names.includes(name)) problems.push(unknownTarget(name, names));
	}
	return all.filter(({ written }) => wanted.includes(written.name));
}

function unknownTarget(name: string, names: readonly string[]): string {
	const meant = closest(name, names);
	const hint = meant === null ? "" : `; did you mean "${clean(meant, 100)}"?`;
	const shown = names
		.slice(0, 20)
		.map((known) => clean(known, 100))
		.join(", ");
	// What is near to a name is one; anything else may be a secret, pasted into the wrong place.
	const typed = meant === null ? quote(name) : JSON.stringify(clean(name, 100));
	const which = typed.startsWith('"') ? `target ${typed}` : `such target (${typed})`;
	return `--target: there is no ${which}${hint} (targets: ${shown}${names.length > 20 ? ", …" : ""})`;
}

async function setUp({ written, baseUrl, at }: Chosen, context: LoadContext): Promise<TargetSetup> {
	const settings: WrittenSettings = { ...context.file?.written.defaults, ...written };
	const caFile = caFileOf(settings, written, at, context);
	const target = buildTarget(written.name, baseUrl, settings, caFile, context);
	if (!NAME_PATTERN.test(target.name))
		context.problems.push("--name: it must be a name of 1 to 100 printable characters");
	if (!isPrintable(target.model ?? "")) context.problems.push("the model's id holds a control character");
	const access = NEEDS[context.command].access
		? await findAccess(target.baseUrl, keyEnvOf(settings, written, at, context), caFile, context)
		: { apiKey: null, caPem: null, proxyUrl: null };
	return { target, access, policy: alertPolicy(settings) };
}

function buildTarget(
	name: string,
	baseUrl: string,
	settings: WrittenSettings,
	caFile: Placed | null,
	{ flags }: LoadContext,
): Target {
	const ms = (written: string | number | null | undefined) => (written == null ? null : parseDuration(written));
	return {
		name,
		baseUrl,
		model: flags.model ?? settings.model ?? null,
		apiKeyEnv: settings.apiKeyEnv ?? DEFAULT_KEY_ENV,
		auth: settings.auth ?? (new URL(baseUrl).hostname.endsWith(".openai.azure.com") ? "api-key" : "bearer"),
		apiTimeoutMs: flags.apiTimeoutMs ?? ms(settings.apiTimeout) ?? 15_000,
		inferenceTimeoutMs: flags.inferenceTimeoutMs ?? ms(settings.inferenceTimeout) ?? 15_000,
		slowMs: flags.slowMs ?? ms(settings.slow),
		maxTokens: settings.maxTokens ?? 5,
		temperature: settings.temperature === undefined ? 0 : settings.temperature,
		prompt: settings.prompt ?? "healthcheck",
		expect: flags.expect ?? settings.expect ?? null,
		stream: flags.stream ?? settings.stream ?? false,
		noWake: flags.wake === undefined ? (settings.noWake ?? false) : !flags.wake,
		caFile: caFile && placedPath(caFile),
	};
}

function keyEnvOf(
	settings: WrittenSettings,
	written: WrittenTarget,
	at: string | null,
	context: LoadContext,
): Placed | "default" | null {
	if (settings.apiKeyEnv === undefined) return "default";
	return placed(settings.apiKeyEnv, "apiKeyEnv", written.apiKeyEnv === undefined ? null : at, context);
}

function caFileOf(
	settings: WrittenSettings,
	written: WrittenTarget,
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
