import { isKnownKind, type ServerKind } from "../target/server-kind.ts";
import { rootUrl } from "../target/target.ts";
import type { CauseFacts } from "./row.ts";
import { atRoot, curl, modelsUrl, onHost, quoted } from "./shell.ts";

type Line = (facts: CauseFacts) => string;

/** Each server's commands. Each must print something in the state that it is offered for. */
type ServerLines = Readonly<{
	/** On the server's host: is the process running, and its recent log. */
	host: Line;
	/** Its recent log over HTTP; omitted: only on its host. */
	logs?: Line;
	/** Its current load. */
	load: Line;
	/** Which models are in memory, loading or asleep; omitted: `load` shows it. */
	memory?: Line;
	/** Loads or wakes the model. */
	wake?: Line;
}>;

function unit(name: string): Line {
	return ({ target }) => onHost(target, `systemctl status ${name}; journalctl -u ${name} -n 50 --no-pager`);
}

function container(name: string): Line {
	return ({ target }) => onHost(target, `docker ps -a; docker logs --tail 100 $(docker ps -aqf name=${name})`);
}

/** Asks one of the server's own routes. */
function ask(path: string | ((facts: CauseFacts) => string), then = ""): Line {
	return (facts) => {
		const at = typeof path === "string" ? path : path(facts);
		return [`${curl(facts.target)} ${atRoot(facts.target, at)}`, then].filter((part) => part !== "").join(" ");
	};
}

function statusPage(url: string): ServerLines {
	const line = () => (url.endsWith(".json") ? `curl -sS ${url} | jq -r .status.description` : `xdg-open ${url}`);
	return { host: line, load: line };
}

function proxy(host: Line): ServerLines {
	return { host, load: loadOfUnknown };
}

/** Counters if there are any; else at least how long the list takes. */
const loadOfUnknown: Line = ({ target }) =>
	`${curl(target)} ${atRoot(target, "/metrics")} | grep -E 'waiting|running|deferred|queue' || ${curl(target, "-o /dev/null -w '%{http_code} in %{time_total} s\\n'")} ${modelsUrl(target)}`;

export function modelParameter({ model }: Pick<CauseFacts, "model">): string {
	return encodeURIComponent((model ?? "").toWellFormed());
}

/** llama.cpp's router needs the model, and must not load it for this; a single server ignores the query. */
const slots = (facts: CauseFacts) =>
	facts.model === null ? "/slots" : `/slots?model=${modelParameter(facts)}&autoload=false`;

const loadByPost: Line = ({ target, model }) =>
	`${curl(target, '-X POST -H "Content-Type: application/json"')} -d ${quoted(JSON.stringify({ model: model ?? "MODEL" }))} ${atRoot(target, "/models/load")}`;

/** Total: a new server gets its own lines. */
const SERVERS = {
	gpustack: {
		host: ({ target }) =>
			onHost(target, "docker logs --tail 100 gpustack", `or ${rootUrl(target.url)} > Deployments > View Logs`),
		load: ({ target }) => `nvidia-smi  # on the worker; or ${rootUrl(target.url)} > Dashboard`,
	},
	vllm: {
		host: ({ target }) => onHost(target, "systemctl status vllm; docker ps -a; journalctl -u vllm -n 50 --no-pager"),
		load: ask("/metrics", "| grep -E 'num_requests_(waiting|running)'"),
		memory: (facts) =>
			`${ask("/metrics", "| grep engine_sleep_state")(facts)}  # to wake it: curl -X POST ${atRoot(facts.target, "/wake_up")}`,
		wake: ({ target }) => `${curl(target, "-i -X POST", 120)} ${atRoot(target, "/wake_up")}`,
	},
	sglang: {
		host: ({ target }) =>
			onHost(target, "systemctl status sglang; docker ps -a; journalctl -u sglang -n 50 --no-pager"),
		load: (facts) => `${ask("/metrics", "| grep -E 'num_(running|queue)_reqs'")(facts)} || ${ask("/get_load")(facts)}`,
	},
	ollama: {
		host: ({ target }) => onHost(target, "ollama ps; journalctl -u ollama -n 50 --no-pager"),
		load: ask("/api/ps", " # on its host: ollama ps"),
	},
	"llama.cpp": {
		host: unit("llama-server"),
		load: ask(slots, "| jq -c '.[]|{id,is_processing,next_token,message}'"),
		memory: (facts) =>
			`${ask("/props", "| jq -c '{role,is_sleeping}'")(facts)}; ${ask("/models", "| jq -c '.data[]|{id,status:.status.value,failed:.status.failed}'")(facts)}`,
		wake: loadByPost,
	},
	"llama-swap": { host: unit("llama-swap"), logs: ask("/logs", "| tail -n 50"), load: ask("/running") },
	litellm: {
		host: ({ target }) => onHost(target, "docker logs --tail 100 litellm"),
		load: ask("/health/readiness"),
	},
	"sglang-router": {
		host: ({ target }) => onHost(target, "docker ps -a; systemctl list-units --failed --no-pager"),
		logs: (facts) => `${ask("/workers")(facts)}; ${ask("/readiness")(facts)}  # then look at the workers' own hosts`,
		load: ask("/workers"),
	},
	"ray-serve": {
		host: ({ target }) => onHost(target, "serve status; ray status"),
		load: ({ target }) => onHost(target, "serve status"),
	},
	tgi: {
		host: container("tgi"),
		load: ask("/metrics", "| grep -E 'tgi_(queue_size|batch_current_size)'"),
	},
	tei: { host: container("text-embeddings"), load: ask("/metrics", "| grep te_queue_size") },
	infinity: {
		host: container("infinity"),
		load: ({ target }) => `${curl(target)} ${modelsUrl(target)} | jq -c '.data[]|{id,stats}'`,
	},
	transformers: {
		host: ({ target }) => onHost(target, "pgrep -af 'transformers serve'; docker ps -a; nvidia-smi"),
		load: ({ target }) => onHost(target, "nvidia-smi"),
		memory: ({ target }) => `${curl(target)} ${modelsUrl(target)} | jq -c '.data[]|{id,status:.status.value}'`,
	},
	xinference: {
		host: ({ target }) =>
			onHost(target, "xinference list; docker ps -a; docker logs --tail 100 $(docker ps -aqf name=xinference)"),
		load: ({ target }) => onHost(target, "nvidia-smi"),
	},
	triton: {
		host: container("triton"),
		load: ({ target }) =>
			onHost(target, "nvidia-smi; curl -sS -m 20 localhost:8002/metrics | grep -E 'pending_request'"),
	},
	localai: { host: ({ target }) => onHost(target, "docker logs --tail 100 local-ai"), load: ask("/system") },
	lmstudio: { host: ({ target }) => onHost(target, "lms status; lms ps"), load: ask("/api/v0/models") },
	openai: statusPage("https://status.openai.com/api/v2/status.json"),
	azure: statusPage("https://azure.status.microsoft/"),
	anthropic: statusPage("https://status.anthropic.com/api/v2/status.json"),
	cohere: statusPage("https://status.cohere.com/api/v2/status.json"),
	mistral: statusPage("https://status.mistral.ai/"),
	openrouter: statusPage("https://status.openrouter.ai/"),
	nginx: proxy(({ target }) =>
		onHost(target, "systemctl status nginx; tail -n 50 /var/log/nginx/error.log", "it names what it could not reach"),
	),
	haproxy: proxy(unit("haproxy")),
	caddy: proxy(unit("caddy")),
	envoy: proxy(({ target }) =>
		onHost(target, "docker ps -a; curl -sS -m 5 localhost:9901/clusters | grep -E 'health_flags|cx_connect_fail'"),
	),
	unknown: {
		host: ({ target }) => onHost(target, "nvidia-smi; docker ps -a; dmesg -T | grep -iE 'nvrm|xid|oom' | tail"),
		load: loadOfUnknown,
	},
} as const satisfies Record<ServerKind, ServerLines>;

/** Another release may have recorded a server unknown here. */
export function linesOfServer({ server }: Pick<CauseFacts, "server">): ServerLines {
	return SERVERS[isKnownKind(server) ? server : "unknown"];
}
