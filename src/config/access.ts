import { resolve } from "node:path";
import type { Access, Secret } from "../core/target/target.ts";
import type { LoadContext } from "./context.ts";
import { DEFAULT_KEY_ENV } from "./default-variables.ts";
import { readNamed } from "./files.ts";
import { proxyFor } from "./proxy.ts";
import { readSecret } from "./secrets.ts";

/** A setting of the config file with its path in the file, for messages. */
export type Placed = Readonly<{ value: string; where: string; folder: string }>;

/** What reaching a server takes. `keyEnv: null`: the config says that there is no key. */
export async function findAccess(
	baseUrl: string,
	keyEnv: Placed | "default" | null,
	caFile: Placed | null,
	context: LoadContext,
): Promise<Access> {
	return {
		apiKey: keyEnv === null ? null : apiKey(keyEnv, context),
		caPem: await readCa(caFile, context.problems),
		proxyUrl: findProxy(baseUrl, context),
	};
}

/** A variable that the config names must be set; the default one need not. */
function apiKey(keyEnv: Placed | "default", context: LoadContext): Secret | null {
	if (keyEnv === "default") return readSecret("API key", DEFAULT_KEY_ENV, null, context);
	return readSecret("API key", keyEnv.value, keyEnv.where, context);
}

export function findProxy(url: string, { variables, problems }: LoadContext): Secret | null {
	const choice = proxyFor(url, variables.merged);
	if (choice.kind === "unusable") problems.push(`${choice.variable}: ${choice.problem}`);
	return choice.kind === "proxy" ? () => choice.url : null;
}

/** A relative path counts from where it was written. */
export function placedPath({ folder, value }: Placed): string {
	return resolve(folder, value);
}

export async function readCa(caFile: Placed | null, problems: string[]): Promise<string | null> {
	if (caFile === null) return null;
	const path = placedPath(caFile);
	const file = readNamed(path);
	const fault = file.kind === "text" ? await pemFault(file.text) : file.problem;
	if (fault !== null) problems.push(`${caFile.where}: ${path}: ${fault}`);
	return file.kind === "text" && fault === null ? file.text : null;
}

async function pemFault(text: string): Promise<string | null> {
	const blocks = text.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]*-----END (?:TRUSTED )?CERTIFICATE-----/g);
	if (blocks === null) return 'this holds no certificate in PEM form ("-----BEGIN CERTIFICATE-----")';
	const { X509Certificate } = await import("node:crypto");
	try {
		for (const block of blocks) new X509Certificate(block);
		return null;
	} catch {
		return "this holds a certificate that cannot be read";
	}
}
