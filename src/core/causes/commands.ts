import { linesOf } from "../target/dialect-lines.ts";
import type { ServerKind } from "../target/server-kind.ts";
import { type CommandTarget, isLoopback, rootUrl } from "../target/target.ts";
import type { CauseFacts } from "./row.ts";

/** The commands that next steps are made of: real addresses, the key as `$NAME`, everything foreign quoted. */

export function quoted(text: string): string {
	return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function keyHeader(target: CommandTarget): string {
	const { apiKeyEnv, auth } = target;
	const key = `$${/^[A-Za-z_]\w*$/.test(apiKeyEnv) ? apiKeyEnv : "LLM_API_KEY"}`;
	const headers = Object.entries(linesOf(target).keyHeaders(auth, key));
	return headers.map(([name, value]) => `-H "${name}: ${value}"`).join(" ");
}

const PATIENCE_S = 20;

/** The beginning of a command that needs no key, or shows what it sends. */
export function keylessCurl({ caFile }: Pick<CommandTarget, "caFile">, options = "", patienceS = PATIENCE_S): string {
	const authorities = caFile === null ? "" : `--cacert ${quoted(caFile)}`;
	return ["curl -sS", `-m ${patienceS}`, authorities, options].filter((part) => part !== "").join(" ");
}

/** The beginning of every command that asks with the key. */
export const curl = (target: CommandTarget, options = "", patienceS = PATIENCE_S): string =>
	`${keylessCurl(target, options, patienceS)} ${keyHeader(target)}`;

export function modelsUrl(target: CommandTarget): string {
	return quoted(linesOf(target).listUrl(target.url));
}

/** Prints one model id a line. */
export function listModels({ target }: CauseFacts): string {
	return `${curl(target)} ${modelsUrl(target)} | jq -r '${linesOf(target).idsFilter}'`;
}

/** Prints the beginning of the answer to the stage's request, status line and headers included. */
export function showAnswer(facts: CauseFacts): string {
	return `${askAgain(facts, "-i")} | head -c 600`;
}

/** Prints the status of the stage's request. */
export function showStatus(facts: CauseFacts): string {
	return askAgain(facts, "-o /dev/null -w '%{http_code}\\n'");
}

/** Prints where the stage's request is sent to instead. */
export function showLocation(facts: CauseFacts): string {
	return `${askAgain(facts, "-D - -o /dev/null")} | grep -iE '^(HTTP|location)'`;
}

/** The stage's request once more. */
function askAgain(facts: CauseFacts, options: string): string {
	const { target, stage } = facts;
	return stage === "api" ? `${curl(target, options)} ${modelsUrl(target)}` : chatCommand(facts, options);
}

/** Asks the model a small question. */
export function chatCommand({ target, model }: CauseFacts, options = "", maxTokens = 32): string {
	const lines = linesOf(target);
	const body = lines.sampleBody(model ?? "MODEL", "Say hi", maxTokens);
	const url = quoted(lines.chatUrl(target.url));
	return `${curl(target, options)} -H "Content-Type: application/json" -d ${quoted(body)} ${url}`;
}

export function atRoot({ url }: CommandTarget, path: string): string {
	return quoted(rootUrl(url) + path);
}

export function hostAndPort({ url }: Pick<CommandTarget, "url">): { host: string; port: string } {
	const { hostname, port, protocol } = new URL(url);
	return { host: hostname.replace(/^\[|\]$/g, ""), port: port || (protocol === "https:" ? "443" : "80") };
}

/** Says where a command belongs that looks at the server's own machine. */
export function onHost({ url }: Pick<CommandTarget, "url">, command: string, remark = ""): string {
	const { hostname } = new URL(url);
	const remarks = [isLoopback(hostname) ? "" : `on ${hostname}`, remark].filter((part) => part !== "");
	return remarks.length === 0 ? command : `${command}  # ${remarks.join(", ")}`;
}

/** On the server's host: is it there, and what did it say last. Total, so that a new server gets its own. */
const LOGS = {
	gpustack: (target) =>
		onHost(target, "docker logs --tail 100 gpustack", `or ${rootUrl(target.url)} > Deployments > View Logs`),
	vllm: (target) => onHost(target, "systemctl status vllm; docker ps -a; journalctl -u vllm -n 50 --no-pager"),
	sglang: (target) => onHost(target, "systemctl status sglang; docker ps -a; journalctl -u sglang -n 50 --no-pager"),
	ollama: (target) => onHost(target, "ollama ps; journalctl -u ollama -n 50 --no-pager"),
	"llama.cpp": (target) => onHost(target, "systemctl status llama-server; journalctl -u llama-server -n 50 --no-pager"),
	litellm: (target) => onHost(target, "docker logs --tail 100 litellm"),
	tgi: (target) => onHost(target, "docker ps -a; docker logs --tail 100 $(docker ps -aqf name=tgi)"),
	localai: (target) => onHost(target, "docker logs --tail 100 local-ai"),
	lmstudio: (target) => onHost(target, "lms status; lms ps"),
	openai: () => "curl -sS https://status.openai.com/api/v2/status.json | jq -r .status.description",
	azure: () => "xdg-open https://azure.status.microsoft/",
	anthropic: () => "curl -sS https://status.anthropic.com/api/v2/status.json | jq -r .status.description",
	cohere: () => "curl -sS https://status.cohere.com/api/v2/status.json | jq -r .status.description",
	mistral: () => "xdg-open https://status.mistral.ai/",
	openrouter: () => "xdg-open https://status.openrouter.ai/",
	unknown: (target) => onHost(target, "nvidia-smi; docker ps -a; dmesg -T | grep -iE 'nvrm|xid|oom' | tail"),
} as const satisfies Record<ServerKind, (target: CommandTarget) => string>;

export function showLogs({ server, target }: CauseFacts): string {
	return LOGS[server](target);
}

/** For an unknown server that refuses connections: which service should listen, and which failed. */
export function findListener({ target }: CauseFacts): string {
	const listening = `ss -ltn 'sport = :${hostAndPort(target).port}'; docker ps -a; systemctl list-units --failed --no-pager`;
	return onHost(target, `${listening}; journalctl -u vllm -n 50 --no-pager`, "vllm is an example: put your service");
}

/** How much work the server has: its own counters, where it has any. */
const LOAD = {
	gpustack: ({ url }) => `nvidia-smi  # on the worker; or ${rootUrl(url)} > Dashboard`,
	vllm: (target) => `${curl(target)} ${atRoot(target, "/metrics")} | grep -E 'num_requests_(waiting|running)'`,
	sglang: (target) => `${curl(target)} ${atRoot(target, "/metrics")} | grep -E 'num_(running|queue)_reqs'`,
	ollama: (target) => `${curl(target)} ${atRoot(target, "/api/ps")}  # on its host: ollama ps`,
	"llama.cpp": (target) => `${curl(target)} ${atRoot(target, "/metrics")} | grep -E 'requests_(processing|deferred)'`,
	litellm: (target) => `${curl(target)} ${atRoot(target, "/health/readiness")}`,
	tgi: (target) => `${curl(target)} ${atRoot(target, "/metrics")} | grep -E 'tgi_(queue_size|batch_current_size)'`,
	localai: (target) => `${curl(target)} ${atRoot(target, "/system")}`,
	lmstudio: (target) => `${curl(target)} ${atRoot(target, "/api/v0/models")}`,
	openai: LOGS.openai,
	azure: LOGS.azure,
	anthropic: LOGS.anthropic,
	cohere: LOGS.cohere,
	mistral: LOGS.mistral,
	openrouter: LOGS.openrouter,
	unknown: (target) => `${curl(target)} ${atRoot(target, "/metrics")} | grep -E 'waiting|running|deferred|queue'`,
} as const satisfies Record<ServerKind, (target: CommandTarget) => string>;

/** For a server whose API is silent: how long its health route takes, and its load. */
export function showHealthAndLoad(facts: CauseFacts): string {
	const { target } = facts;
	return `${curl(target, "-w '%{time_total} s\\n'")} ${atRoot(target, "/health")}; ${showLoad(facts)}`;
}

export function showLoad({ server, target }: CauseFacts): string {
	return LOAD[server](target);
}

const BILLING_PAGES: Partial<Record<ServerKind, string>> = {
	openai: "https://platform.openai.com/settings/organization/billing",
	azure: "https://portal.azure.com/#view/Microsoft_Azure_CostManagement",
	anthropic: "https://console.anthropic.com/settings/billing",
	cohere: "https://dashboard.cohere.com/billing",
	mistral: "https://console.mistral.ai/billing",
	openrouter: "https://openrouter.ai/settings/credits",
};

export function billingPage(server: ServerKind): string {
	const page = BILLING_PAGES[server];
	return page ? `xdg-open '${page}'` : "# open the provider's billing page: waiting will not help";
}
