import { RECORD_FIELDS } from "../core/result/target-record.ts";

/** The help's sections below the options; the man page is made of the same. */
export const EXIT_CODE_ROWS = [
	["0", "ok, or degraded (alive, but slow, busy, rate-limited or loading; or left alone as noWake asks)"],
	["1", "stage api failed: the server does not answer as an API"],
	["2", "stage inference failed: the API answers, the model does not"],
	["3", "not checked: usage, configuration, no time left, a bug. Says nothing about the server"],
] as const;

export const VARIABLES = [
	["LLM_BASE_URL", "address of the server, where the config file names no targets"],
	["LLM_API_KEY", "API key (a config file may name another variable: apiKeyEnv)"],
	["LLM_MODEL", "the model to ask, along with LLM_BASE_URL or an address"],
	["SLACK_WEBHOOK_URL", "where alerts go (a config file may name others)"],
	["HEARTBEAT_URL", "pinged after each check, so that a dead cron is noticed"],
	["LLM_HEALTHCHECK_CONFIG", "the config file"],
	["LLM_HEALTHCHECK_STATE", "the state file"],
	["HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY", "as for curl; loopback is always reached directly"],
	["LLM_API_KEY_FILE, SLACK_WEBHOOK_URL_FILE, …", "each secret can be read from a file instead"],
	["CREDENTIALS_DIRECTORY", "systemd's: a file LLM_API_KEY in it counts as that variable"],
] as const;

export const FILES = [
	[".env", "variables, read from the current folder; the environment wins over it"],
	["~/.config/llm-healthcheck/config.json", "the user's config file ($XDG_CONFIG_HOME)"],
	["/etc/llm-healthcheck/config.json", "the machine's config file"],
	[
		"~/.local/state/llm-healthcheck/state.json",
		"the user's state file ($XDG_STATE_HOME, or systemd's $STATE_DIRECTORY)",
	],
	["/var/lib/llm-healthcheck/state.json", "root's state file"],
] as const;

export const EXAMPLES = [
	["llm-healthcheck probe http://gpu1:8000", "look once at a server"],
	["llm-healthcheck --config /etc/llm-healthcheck/config.json", "what cron runs: check, alert, record"],
	["llm-healthcheck status --target gpu1 --print exitCode", "what Zabbix reads"],
	["llm-healthcheck wait http://gpu1:8000 --timeout 10m", "what a deploy script waits for"],
] as const;

export const SECRETS_NOTE =
	"Secrets are never options, as every user of the machine can read the command line of a process.";

export function helpSections(): string {
	return [
		section("Examples", EXAMPLES),
		section("Exit codes", EXIT_CODE_ROWS),
		`\nFields of --print:\n${wrapped(RECORD_FIELDS)}`,
		section("Environment", VARIABLES),
		section("Files", FILES),
	].join("\n");
}

/** A long left side gets its words on a line of their own, so that all fits into 100 columns. */
function section(title: string, rows: readonly (readonly [string, string])[]): string {
	const lefts = rows.map(([left]) => left.length).filter((length) => length <= 24);
	const width = Math.max(0, ...lefts);
	const lines = rows.map(([left, words]) =>
		left.length <= width ? `  ${left.padEnd(width)}  ${words}` : `  ${left}\n${" ".repeat(width + 4)}${words}`,
	);
	return `\n${title}:\n${lines.join("\n")}`;
}

const COLUMNS = 100;

function wrapped(words: readonly string[]): string {
	const lines = [" "];
	for (const word of words) {
		const last = lines.at(-1) ?? "";
		if (last.length + word.length + 2 > COLUMNS) lines.push(`  ${word}`);
		else lines[lines.length - 1] = `${last} ${word}`;
	}
	return lines.join("\n");
}
