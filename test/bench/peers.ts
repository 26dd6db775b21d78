import { existsSync } from "node:fs";
import { join } from "node:path";
import { MODEL } from "../support/healthy.ts";
import type { Contestants } from "./campaign.ts";
import type { Command } from "./meter.ts";
import { openaiSdk } from "./nodes.ts";

/** What people check with today, and what each of them needs on this machine. */
type Peer = Readonly<{ needs: readonly string[]; command(url: string, state: string): Command }>;
export type Peers = Readonly<{ installed: Contestants; missing: readonly string[] }>;

const scripts = join(__dirname, "..", "test");
const own = (name: string) => join(scripts, "bench", "peers", name);
const CHECK_HTTP = "/usr/lib/nagios/plugins/check_http";
const PYTHON = "/usr/bin/python3";

export const shellCheck = join(scripts, "support", "shell-check.sh");

const peers: Readonly<Record<string, Peer>> = {
	"shell check (bash + 2 curl)": {
		needs: ["/usr/bin/curl"],
		command: (url) => ({ argv: [shellCheck], env: { LLM_BASE_URL: url, LLM_MODEL: MODEL } }),
	},
	"bash + curl + jq": {
		needs: ["/usr/bin/curl", "/usr/bin/jq"],
		command: (url, state) => ({ argv: [own("curl-jq.sh"), url, MODEL, state] }),
	},
	"check_http twice": {
		needs: [CHECK_HTTP],
		command: (url) => {
			const { hostname, port } = new URL(url);
			return { argv: [own("check-http.sh"), CHECK_HTTP, hostname, port, MODEL] };
		},
	},
	"Python, urllib": {
		needs: [PYTHON],
		command: (url, state) => ({ argv: [PYTHON, own("urllib_check.py"), url, MODEL, state] }),
	},
};

/** `sdk`: fetch the openai SDK if it is not there yet. */
export function peersFor(url: string, folder: string, sdk: boolean): Peers {
	const entries = Object.entries(peers);
	const usable = entries.filter(([, { needs }]) => needs.every(existsSync));
	const missing = entries.filter((entry) => !usable.includes(entry));
	const home = openaiSdk(sdk);
	return {
		installed: {
			...Object.fromEntries(usable.map(([name, { command }], at) => [name, command(url, join(folder, `peer-${at}`))])),
			...(home ? { "openai SDK": openaiCommand(home, url, folder) } : {}),
		},
		missing: [
			...missing.map(([name, { needs }]) => `${name} (needs ${needs.filter((path) => !existsSync(path)).join(", ")})`),
			...(home ? [] : ["openai SDK (--sdk fetches it)"]),
		],
	};
}

function openaiCommand(home: string, url: string, folder: string): Command {
	return { argv: [process.execPath, own("openai-check.js"), home, url, MODEL, join(folder, "peer-openai")] };
}
