import { describe } from "vitest";
import { use } from "../support/use.ts";
import { freePort } from "../system/support/free-port.ts";
import { until } from "../system/support/processes.ts";
import { LITELLM, LLAMA_SERVER, needsServers } from "./support/environment.ts";
import { ask, MASTER_KEY, startLitellm } from "./support/litellm.ts";
import { startLlamaServer } from "./support/llama-server.ts";
import { askedWhile, busy, stopped } from "./support/llama-states.ts";
import { state } from "./support/state.ts";

const BACKEND_KEY = "sk-backend-9a0";
const OK = { exitCode: 0, status: "ok", cause: null, server: "litellm" } as const;
const DOWN = { exitCode: 2, status: "model_down" } as const;

needsServers(LLAMA_SERVER, LITELLM)("a LiteLLM proxy before llama-server", () => {
	const backend = use(() => startLlamaServer({ key: BACKEND_KEY, flags: ["--parallel", "1"] }));
	const proxy = use(async () => {
		const url = `${backend.url}/v1`;
		const nowhere = `http://127.0.0.1:${await freePort()}/v1`;
		const good = { url, key: BACKEND_KEY };
		return startLitellm({
			deployments: [
				{ name: "live", ...good },
				{ name: "dead", url: nowhere, key: "sk-any" },
				{ name: "wrong-key", url, key: "sk-wrong" },
				{ name: "impatient", ...good, timeoutSeconds: 2 },
				{ name: "cooling", url: nowhere, key: "sk-any" },
				{ name: "cooling", url: nowhere, key: "sk-other" },
			],
			router: { cooldown_time: 60 },
		});
	});
	const asked =
		(model: string, ...args: string[]) =>
		() => ({
			url: proxy.url,
			key: MASTER_KEY,
			args: ["--model", model, ...args],
		});

	describe("that serves", () => {
		state("litellm: ready", asked("live"), OK);
		state("litellm: ready, a stream", asked("live", "--stream"), OK);
		state("litellm: ready, no model named", () => ({ url: proxy.url, key: MASTER_KEY }), OK);
		state("litellm: an unknown model", asked("nosuch"), { ...DOWN, cause: "model_not_found", shows: /^live$/m });
	});

	describe("that refuses the user's key", () => {
		const refused = { exitCode: 1, status: "api_down", cause: "unauthorized", shows: /^40[01]$/m } as const;
		state("litellm: no key", () => ({ url: proxy.url }), refused);
		state("litellm: a wrong key, and no database to look it up", () => ({ url: proxy.url, key: "sk-wrong" }), refused);
	});

	describe("whose backend fails", () => {
		state("litellm: the backend's port is closed", asked("dead"), {
			...DOWN,
			cause: "gateway_error",
			notDetail: /GPU fault/,
			detail: /does not reach the backend/,
			nextStep: /litellm/,
		});
		state("litellm: the backend refuses LiteLLM's key", asked("wrong-key"), {
			...DOWN,
			notDetail: /key in \$LLM_API_KEY is missing/,
			cause: "backend_key_refused",
			nextStep: /litellm/,
		});
		state(
			"litellm: every deployment cools down",
			async () => {
				await until("the cool-down", async () => (await ask(proxy, "cooling")) === 429, 60_000);
				return asked("cooling")();
			},
			{
				...DOWN,
				cause: "backends_cooling_down",
				notDetail: /no rate limit/,
				shows: /Connection error|cooldown|unhealthy/,
			},
		);
	});

	describe("whose backend is slow", () => {
		state(
			"litellm: the backend is slower than LiteLLM's own limit",
			() => askedWhile(asked("impatient")(), stopped(backend)),
			{ ...DOWN, cause: ["gateway_error", "timeout"], server: "litellm" },
		);
		state("litellm: the backend hangs, and LiteLLM waits", () => askedWhile(asked("live")(), stopped(backend)), {
			exitCode: [0, 2],
			status: ["degraded", "model_down"],
			cause: ["busy_or_hung", "timeout"],
			server: "litellm",
			shows: /\S/,
		});
		state(
			"litellm: the backend is busy, which the proxy hides",
			async () => askedWhile(asked("live")(), await busy(backend, { key: BACKEND_KEY })),
			{
				exitCode: 0,
				status: "degraded",
				detail: /busy/,
				server: "litellm",
			},
		);
	});
});

needsServers(LLAMA_SERVER, LITELLM)("a LiteLLM proxy with a wildcard", () => {
	const backend = use(() => startLlamaServer({ key: BACKEND_KEY }));
	const proxy = use(() => {
		const deployment = { url: `${backend.url}/v1`, key: BACKEND_KEY };
		return startLitellm({
			deployments: [
				{ name: "live", ...deployment },
				{ name: "openai/*", model: "*", ...deployment },
			],
		});
	});
	const asked = (model: string) => () => ({ url: proxy.url, key: MASTER_KEY, args: ["--model", model] });

	state("litellm: a name that the wildcard covers", asked("openai/tiny"), OK);
	state("litellm: an unknown model beside a wildcard", asked("nosuch"), { ...DOWN, cause: "model_not_found" });
});
