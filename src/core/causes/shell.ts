import { linesOf } from "../target/dialect-lines.ts";
import { type CommandTarget, isLoopback, rootUrl } from "../target/target.ts";

/** Parts of the next steps' commands: real addresses, the key as `$NAME`, all foreign text quoted. */

export function quoted(text: string): string {
	return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The variable of the key, as a shell writes it. */
export function keyVariable({ apiKeyEnv }: Pick<CommandTarget, "apiKeyEnv">): string {
	return /^[A-Za-z_]\w*$/.test(apiKeyEnv) ? apiKeyEnv : "LLM_API_KEY";
}

function keyHeader(target: CommandTarget): string {
	const headers = Object.entries(linesOf(target).keyHeaders(target.auth, `$${keyVariable(target)}`));
	return headers.map(([name, value]) => `-H "${name}: ${value}"`).join(" ");
}

const PATIENCE_S = 20;

/** The beginning of a command that needs no key, or shows what it sends. */
export function keylessCurl({ caFile }: Pick<CommandTarget, "caFile">, options = "", patienceS = PATIENCE_S): string {
	const authorities = caFile === null ? "" : `--cacert ${quoted(caFile)}`;
	return ["curl -sS", `-m ${patienceS}`, authorities, options].filter((part) => part !== "").join(" ");
}

/** The beginning of every command with the key; without it if the check sends none: an empty one would confuse. */
export function curl(target: CommandTarget, options = "", patienceS = PATIENCE_S): string {
	const start = keylessCurl(target, options, patienceS);
	return target.keySent === false ? start : `${start} ${keyHeader(target)}`;
}

export function atRoot({ url }: Pick<CommandTarget, "url">, path: string): string {
	return quoted(rootUrl(url) + path);
}

export function modelsUrl(target: CommandTarget): string {
	return quoted(linesOf(target).listUrl(target.url));
}

export function hostAndPort({ url }: Pick<CommandTarget, "url">): { host: string; port: string } {
	const { hostname, port, protocol } = new URL(url);
	return { host: hostname.replace(/^\[|\]$/g, ""), port: port || (protocol === "https:" ? "443" : "80") };
}

/** Adds a remark on which host to run the command. */
export function onHost({ url }: Pick<CommandTarget, "url">, command: string, remark = ""): string {
	const { hostname } = new URL(url);
	const remarks = [isLoopback(hostname) ? "" : `on ${hostname}`, remark].filter((part) => part !== "");
	return remarks.length === 0 ? command : `${command}  # ${remarks.join(", ")}`;
}
