import { writeFileSync } from "node:fs";
import { scratchFolder } from "../../support/program.ts";
import { type Daemon, startDaemon } from "./daemon.ts";
import { LITELLM } from "./environment.ts";

export const MASTER_KEY = "sk-litellm-master-4d2";

/** One deployment behind the proxy. `name`: what users ask for; `model`: what its backend is asked for. */
type Deployment = Readonly<{
	name: string;
	url: string;
	key: string;
	model?: string;
	timeoutSeconds?: number;
}>;

type ProxyOptions = Readonly<{ deployments: readonly Deployment[]; router?: Readonly<Record<string, unknown>> }>;

/** No look outside, no database: keys other than the master key are refused in the words of that. */
const ALONE = { LITELLM_LOCAL_MODEL_COST_MAP: "True", LITELLM_TELEMETRY: "False", NO_DOCS: "True" };

export async function startLitellm({ deployments, router = {} }: ProxyOptions): Promise<Daemon> {
	const folder = scratchFolder();
	const config = {
		model_list: deployments.map(entryOf),
		general_settings: { master_key: MASTER_KEY },
		router_settings: { num_retries: 0, ...router },
	};
	// JSON is YAML.
	writeFileSync(folder.file("config.yaml"), JSON.stringify(config));
	const proxy = await startDaemon({
		program: LITELLM,
		args: (port) => ["--config", folder.file("config.yaml"), "--host", "127.0.0.1", "--port", String(port)],
		env: ALONE,
		readyPath: "/health/liveliness",
		readyWithinMs: 240_000,
	});
	await warmUp(proxy);
	return {
		...proxy,
		async [Symbol.asyncDispose]() {
			await proxy[Symbol.asyncDispose]();
			folder[Symbol.dispose]();
		},
	};
}

function entryOf({ name, url, key, model = "tiny", timeoutSeconds }: Deployment) {
	const timeout = timeoutSeconds === undefined ? {} : { timeout: timeoutSeconds };
	return { model_name: name, litellm_params: { model: `openai/${model}`, api_base: url, api_key: key, ...timeout } };
}

/** The first question makes the proxy load most of its code: seconds that say nothing about the server. */
async function warmUp(proxy: Daemon): Promise<void> {
	await ask(proxy, "live");
}

/** A user's question through the proxy, whatever comes of it. */
export async function ask(proxy: Daemon, model: string): Promise<number> {
	const body = JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }], max_tokens: 5 });
	const headers = { "content-type": "application/json", authorization: `Bearer ${MASTER_KEY}` };
	const response = await fetch(`${proxy.url}/v1/chat/completions`, { method: "POST", headers, body });
	await response.text();
	return response.status;
}
