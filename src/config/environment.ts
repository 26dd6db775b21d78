import { dirname, resolve } from "node:path";
import { readIfThere, readNamed } from "./files.ts";

/** What the surroundings say, handed in by `main.ts`. */
export type Environment = Readonly<{
	env: Readonly<Record<string, string | undefined>>;
	cwd: string;
	isRoot: boolean;
}>;

/** One source of variables. `prefix` opens its messages; paths in it are relative to `folder`. */
export type Layer = Readonly<{
	prefix: string;
	folder: string;
	variables: Readonly<Record<string, string | undefined>>;
}>;

/** The variables in force, strongest layer first; `merged`: as one record, which the proxy rules read for every target. */
export type Variables = Readonly<{ layers: readonly Layer[]; merged: Readonly<Record<string, string>> }>;

/** The environment, then the `.env` file. An unreadable `.env` is only a warning, unless it was asked for by name. */
export async function readVariables(
	environment: Environment,
	dotenvFile: string | undefined,
	problems: string[],
	warnings: string[],
): Promise<Variables> {
	const processLayer: Layer = { prefix: "", folder: environment.cwd, variables: environment.env };
	const path = resolve(environment.cwd, dotenvFile ?? ".env");
	const file = dotenvFile === undefined ? readIfThere(path) : readNamed(path);
	if (file.kind === "absent") return variablesOf([processLayer]);
	if (file.kind === "unreadable") {
		const list = dotenvFile === undefined ? warnings : problems;
		list.push(`${path}: ${file.problem}`);
		return variablesOf([processLayer]);
	}
	const { parse } = await import("dotenv");
	const variables = parse(file.text.replace(/^\ufeff/, ""));
	for (const name of cutAtComment(file.text)) {
		warnings.push(`${path}: ${name} ends before its "#", which begins a comment: put the value into quotes`);
	}
	return variablesOf([processLayer, { prefix: `${path}: `, folder: dirname(path), variables }]);
}

/** Our variables whose value, not in quotes, has a `#` right behind it: it was probably meant to be part of it. */
function cutAtComment(text: string): string[] {
	const lines = text.matchAll(
		/^[ \t]*(?:export[ \t]+)?((?:LLM|SLACK|HEARTBEAT)_\w+)[ \t]*=[ \t]*[^\s'"`#][^#\r\n]*(?<=\S)#/gm,
	);
	return [...lines].map(([, name = ""]) => name);
}

/** A variable's value, and the layer that sets it. An empty value counts as not set. */
export function lookUp(variables: Variables, name: string): Readonly<{ value: string; layer: Layer }> | null {
	for (const layer of variables.layers) {
		const value = valueIn(layer, name);
		if (value !== null) return { value, layer };
	}
	return null;
}

/** The value in one layer, trimmed; `null` for none and for an empty one. */
export function valueIn(layer: Layer, name: string): string | null {
	const value = Object.hasOwn(layer.variables, name) ? layer.variables[name]?.trim() : undefined;
	return value === undefined || value === "" ? null : value;
}

/** To the proxy rules `http_proxy` and `HTTP_PROXY` are one, so either in a stronger layer hides both in the weaker ones. */
function variablesOf(layers: readonly Layer[]): Variables {
	const merged: Record<string, string> = {};
	for (const layer of layers) {
		const stronger = new Set(Object.keys(merged).map((name) => name.toLowerCase()));
		for (const name of Object.keys(layer.variables)) {
			const value = valueIn(layer, name);
			if (value !== null && !stronger.has(name.toLowerCase())) merged[name] = value;
		}
	}
	return { layers, merged };
}
