import { resolve } from "node:path";
import type { Secret } from "../core/target/target.ts";
import { type Layer, lookUp, type Variables, valueIn } from "./environment.ts";
import { readIfThere, readNamed } from "./files.ts";

/** A secret's text and, for messages, the place it came from. */
type FoundSecret = Readonly<{ text: string; where: string }>;

/**
 * A secret by the name of its variable: `NAME`, else the file that `NAME_FILE` names, in the environment;
 * else systemd's `$CREDENTIALS_DIRECTORY/NAME`; else the same two in the `.env` file. `null`: there is none.
 */
function findSecret(name: string, variables: Variables, problems: string[]): FoundSecret | null {
	const [environmentLayer, ...others] = variables.layers;
	return (
		(environmentLayer === undefined ? null : inLayer(environmentLayer, name, problems)) ??
		credential(name, variables) ??
		others.reduce<FoundSecret | null>((found, layer) => found ?? inLayer(layer, name, problems), null)
	);
}

function inLayer(layer: Layer, name: string, problems: string[]): FoundSecret | null {
	const value = valueIn(layer, name);
	const file = valueIn(layer, `${name}_FILE`);
	if (value !== null && file !== null) {
		problems.push(`${layer.prefix}${name} and ${name}_FILE are both set: keep one of them`);
		return null;
	}
	if (value !== null) return { text: value, where: `${layer.prefix}${name}` };
	return file === null ? null : fromFile(layer, file, `${layer.prefix}${name}_FILE`, problems);
}

function fromFile(layer: Layer, written: string, where: string, problems: string[]): FoundSecret | null {
	const path = resolve(layer.folder, written);
	// A text that does not begin like a path may be the secret itself, in the wrong variable.
	const shown = /^(?:\.{0,2}|~)\//.test(written) ? path : "the file that it names";
	const file = readNamed(path);
	if (file.kind !== "text") {
		problems.push(`${where}: ${shown}: ${file.problem}`);
		return null;
	}
	const text = file.text.replace(/^\ufeff/, "").trim();
	if (text === "") problems.push(`${where}: ${shown}: the file is empty`);
	return text === "" ? null : { text, where };
}

function credential(name: string, variables: Variables): FoundSecret | null {
	const folder = lookUp(variables, "CREDENTIALS_DIRECTORY");
	if (folder === null || folder.layer !== variables.layers[0]) return null;
	const file = readIfThere(resolve(folder.value, name));
	const text = file.kind === "text" ? file.text.trim() : "";
	return text === "" ? null : { text, where: `the credential ${name}` };
}

/** What is wrong with a secret's text, by what it should be. The text itself is never shown. */
const FAULTS = {
	"API key": (text: string) => keyFault("API key", text),
	key: (text: string) => keyFault("key", text),
	"web address": addressFault,
} as const;
export type SecretForm = keyof typeof FAULTS;

/**
 * The secret in the variable `name`; `null` when there is none, or none that can be used. `where`: the place in the
 * config file that names the variable, which must be set then.
 */
export function readSecret(
	form: SecretForm,
	name: string,
	where: string | null,
	{ variables, problems }: Readonly<{ variables: Variables; problems: string[] }>,
): Secret | null {
	const before = problems.length;
	const found = findSecret(name, variables, problems);
	if (found === null) {
		if (where !== null && problems.length === before)
			problems.push(`${where}: the environment variable ${name} is not set (nor ${name}_FILE)`);
		return null;
	}
	const fault = FAULTS[form](found.text);
	if (fault !== null) problems.push(`${found.where}: ${fault}`);
	return fault === null ? () => found.text : null;
}

/** An HTTP header must be able to carry it. */
function keyFault(what: string, key: string): string | null {
	if (/^(["']).*\1$/s.test(key)) return `the ${what} is wrapped in quotes: leave them out`;
	if (/^Bearer\s/i.test(key)) return `the ${what} begins with "Bearer": give the key alone`;
	// biome-ignore lint/suspicious/noControlCharactersInRegex: an HTTP header cannot carry them
	if (/[\u0000-\u001f\u007f-\u009f]/.test(key)) return `the ${what} holds a line break or another control character`;
	if (/[\u0100-\uffff]/.test(key)) return `the ${what} holds a character that an HTTP header cannot carry`;
	return null;
}

/** An address that is a secret as a whole: a webhook, the heartbeat. */
function addressFault(text: string): string | null {
	const url = URL.canParse(text) ? new URL(text) : null;
	const usable = url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
	return usable ? null : "this is not a web address: it must begin with https:// (or http://), without credentials";
}
