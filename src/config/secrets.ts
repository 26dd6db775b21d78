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
	const [own, ...others] = variables.layers;
	return (
		(own === undefined ? null : inLayer(own, name, problems)) ??
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
	// What does not plainly begin as a path may be the secret itself, put into the wrong variable.
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

/** An API key as a header can carry it; whatever else was pasted is named without being shown. */
export function readApiKey(name: string, variables: Variables, problems: string[]): Secret | null {
	const found = findSecret(name, variables, problems);
	if (found === null) return null;
	const fault = keyFault(found.text);
	if (fault !== null) problems.push(`${found.where}: the API key ${fault}`);
	return fault === null ? () => found.text : null;
}

function keyFault(key: string): string | null {
	if (/^(["']).*\1$/s.test(key)) return "is wrapped in quotes: leave them out";
	if (/^Bearer\s/i.test(key)) return 'begins with "Bearer": give the key alone';
	// biome-ignore lint/suspicious/noControlCharactersInRegex: an HTTP header cannot carry them
	if (/[\u0000-\u001f\u007f-\u009f]/.test(key)) return "holds a line break or another control character";
	if (/[\u0100-\uffff]/.test(key)) return "holds a character that an HTTP header cannot carry";
	return null;
}

/** A web address that is a secret as a whole: Slack's webhook, the heartbeat. */
export function readSecretUrl(name: string, variables: Variables, problems: string[]): Secret | null {
	const found = findSecret(name, variables, problems);
	if (found === null) return null;
	const url = URL.canParse(found.text) ? new URL(found.text) : null;
	const usable = url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
	if (!usable)
		problems.push(
			`${found.where}: this is not a web address: it must begin with https:// (or http://), without credentials`,
		);
	return usable ? () => found.text : null;
}
