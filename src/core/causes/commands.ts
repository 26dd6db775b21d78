import { linesOf } from "../target/dialect-lines.ts";
import { isUnrecognised, type ServerKind } from "../target/server-kind.ts";
import { rootUrl } from "../target/target.ts";
import type { CauseFacts } from "./row.ts";
import { linesOfServer, modelParameter } from "./server-commands.ts";
import { atRoot, curl, hostAndPort, keyVariable, modelsUrl, onHost, quoted } from "./shell.ts";

export { atRoot, curl, hostAndPort, keylessCurl, modelsUrl, onHost, quoted } from "./shell.ts";

/** The commands of next steps: each prints something in the state that a cause offers it for. */

/** Prints one model id per line. */
export function listModels({ target }: CauseFacts): string {
	return `${curl(target)} ${modelsUrl(target)} | jq -r '${linesOf(target).idsFilter}'`;
}

/** Prints the beginning of the answer to the stage's request, status line and headers included. */
export function showAnswer(facts: CauseFacts): string {
	return `${askAgain(facts, "-i")} | head -c 600`;
}

/** Prints the status of the stage's request. Where the check sent no key, it is asked for first. */
export function showStatus(facts: CauseFacts): string {
	const { target } = facts;
	const status = "-o /dev/null -w '%{http_code}\\n'";
	if (target.keySent !== false) return askAgain(facts, status);
	const name = keyVariable(target);
	const withKey = { ...facts, target: { ...target, keySent: true } };
	const made = facts.server === "gpustack" ? `, made at ${rootUrl(target.url)} > API Keys` : "";
	return `read -rsp 'API key: ' ${name}; ${askAgain(withKey, status)}  # 200: set ${name}${made} where the check runs`;
}

/** Prints where the stage's request is redirected to. */
export function showLocation(facts: CauseFacts): string {
	return `${askAgain(facts, "-D - -o /dev/null")} | grep -iE '^(HTTP|location)'`;
}

/** The stage's request once more. */
function askAgain(facts: CauseFacts, options: string): string {
	const { target, stage } = facts;
	return stage === "api" ? `${curl(target, options)} ${modelsUrl(target)}` : chatCommand(facts, options);
}

/** Asks the model a small question. */
export function chatCommand({ target, model }: CauseFacts, options = "", maxTokens = 32, patienceS = 20): string {
	const lines = linesOf(target);
	const body = lines.sampleBody(model ?? "MODEL", "Say hi", maxTokens);
	const url = quoted(lines.chatUrl(target.url));
	return `${curl(target, options, patienceS)} -H "Content-Type: application/json" -d ${quoted(body)} ${url}`;
}

/** The recent log of a server that still answers. */
export function showLogs(facts: CauseFacts): string {
	const { logs, host } = linesOfServer(facts);
	return (logs ?? host)(facts);
}

/** For a server that does not answer: whether its process runs, and its recent log. */
export function showHost(facts: CauseFacts): string {
	return linesOfServer(facts).host(facts);
}

/** For an unknown server that refuses connections: which service should listen, and which failed. */
export function findListener({ target }: CauseFacts): string {
	const listening = `ss -ltn 'sport = :${hostAndPort(target).port}'; docker ps -a; systemctl list-units --failed --no-pager`;
	return onHost(target, `${listening}; journalctl -u vllm -n 50 --no-pager`, "vllm is an example: put your service");
}

/**
 * For a server whose API is silent: whether its health route answers, and on its host whether it has many connections
 * while its process works. A frozen process has as many but uses no CPU.
 */
export function showHealthAndConnections({ target, server }: CauseFacts): string {
	const path = server === "gpustack" ? "/healthz" : "/health";
	const health = `${curl(target, "-w '%{http_code} in %{time_total} s\\n'")} ${atRoot(target, path)}`;
	const connections = `ss -Htn state established 'sport = :${hostAndPort(target).port}' | wc -l; top -bn1 | head -n 12`;
	return onHost(target, `${health}; ${connections}`, "many connections and a working process: full, not frozen");
}

/** How much work the server has: its own counters, where it has any. */
export function showLoad(facts: CauseFacts): string {
	return linesOfServer(facts).load(facts);
}

/** Which models are in memory, loading or asleep. */
export function showMemory(facts: CauseFacts): string {
	const { memory, load } = linesOfServer(facts);
	return (memory ?? load)(facts);
}

/** Loads or wakes the model; `null`: a server without a route for that. */
export function wake(facts: CauseFacts): string | null {
	return linesOfServer(facts).wake?.(facts) ?? null;
}

/** For a model that timed out on a server that shows no reason: what may still show one. */
export function lookBehindSilence(facts: CauseFacts): string {
	if (facts.server === "litellm") return showBackends(facts);
	// With a longer timeout the request itself distinguishes busy (it answers) from hung.
	if (isUnrecognised(facts.server)) return chatCommand(facts, "-w '\\n%{http_code} in %{time_total} s\\n'", 5, 180);
	return showLogs(facts);
}

/** LiteLLM's own health check of a model's backends: it asks each, with a timeout of a minute. */
export function showBackends(facts: CauseFacts): string {
	const path = `/health?model=${modelParameter(facts)}`;
	const shown = '.unhealthy_endpoints[]?,.healthy_endpoints[]?|{api_base,model,error:((.error//"none")|.[0:200])}';
	return `${curl(facts.target, "", 90)} ${atRoot(facts.target, path)} | jq -c '${shown}'`;
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
