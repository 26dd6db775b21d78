import { clean } from "../core/prose/clean.ts";
import { closest } from "../core/prose/closest.ts";
import { quote } from "../core/prose/secret-text.ts";
import { normalizeBaseUrl } from "../core/target/base-url.ts";
import { DEFAULT_KIND, type TargetKind } from "../core/target/target.ts";
import type { TargetSetup } from "./config.ts";
import { type Chosen, type LoadContext, NEEDS } from "./context.ts";
import { lookUp } from "./environment.ts";
import { setUpLlm } from "./llm-target.ts";
import { configPlaces } from "./places.ts";
import type { WrittenTargetOf } from "./schema.ts";

/** How targets of one kind are set up: `defaults` and flags applied, secrets read. */
type KindSetUp<Kind extends TargetKind> = Readonly<{
	setUp(chosen: Chosen<WrittenTargetOf<Kind>>, context: LoadContext): Promise<TargetSetup>;
}>;

/** Total: a new kind of target does not compile until it is set up. */
const SET_UPS: { readonly [Kind in TargetKind]: KindSetUp<Kind> } = { llm: { setUp: setUpLlm } };

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
	return Promise.all(chosen.map((one) => setUpOf(one).setUp(one, context)));
}

function setUpOf({ written }: Chosen): KindSetUp<TargetKind> {
	return SET_UPS[written.kind ?? DEFAULT_KIND];
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
	return [{ written: { name: flags.name ?? defaultName(baseUrl, model), url: baseUrl, model }, at: null }];
}

/** `gpu1:8000`, `gpu1:8000/llama3`: the same in every run, and what a person would call it. */
function defaultName(baseUrl: string, model: string | null): string {
	const { host } = new URL(baseUrl);
	return clean(model === null ? host : `${host}/${model}`, 100);
}

function fileTargets({ file }: LoadContext): Chosen[] {
	return (file?.written.targets ?? []).map((written, index) => ({ written, at: `targets[${index}]` }));
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
