import { describe } from "vitest";
import { use } from "../support/use.ts";
import { type Daemon, startDaemon } from "./support/daemon.ts";
import { needsVllm, VLLM, VLLM_MODEL } from "./support/environment.ts";
import { askedWhile, stopped } from "./support/llama-states.ts";
import { keepBusy } from "./support/load.ts";
import { state } from "./support/state.ts";

const KEY = "sk-vllm-3e8";
const OK = { exitCode: 0, status: "ok", cause: null, server: "vllm" } as const;

/** Half a minute on two cores; one request at a time, so that it is soon busy. */
function startVllm(): Promise<Daemon> {
	const flags = ["--load-format", "dummy", "--dtype", "float32", "--max-num-seqs", "1", "--served-model-name", "tiny"];
	return startDaemon({
		program: VLLM,
		args: (port) => ["serve", VLLM_MODEL, "--host", "127.0.0.1", "--port", String(port), "--api-key", KEY, ...flags],
		env: { VLLM_NO_USAGE_STATS: "1", VLLM_CPU_KVCACHE_SPACE: "1" },
		readyPath: "/health",
		readyWithinMs: 300_000,
	});
}

needsVllm("vLLM", () => {
	const server = use(startVllm);
	const asked = (...args: string[]) => ({ url: server.url, key: KEY, args });

	describe("ready", () => {
		state("vllm: ready, no model named", () => asked(), OK);
		state("vllm: ready, a stream", () => asked("--stream"), OK);
		state("vllm: a model that it does not serve", () => asked("--model", "nope"), {
			exitCode: 2,
			status: "model_down",
			cause: "model_not_found",
			shows: /^tiny$/m,
		});
		state("vllm: a wrong key", () => ({ url: server.url, key: "sk-wrong" }), {
			exitCode: 1,
			status: "api_down",
			cause: "unauthorized",
			shows: /^401$/m,
		});
	});

	describe("in trouble", () => {
		const busy = () => keepBusy(server.url, { requests: 20, model: "tiny", key: KEY, isBusy: () => isFull(server) });

		state("vllm: busy", async () => askedWhile(asked(), await busy()), {
			exitCode: 0,
			status: "degraded",
			cause: "busy",
			shows: /num_requests_waiting\S* [1-9]/,
		});
		state("vllm: stopped", () => askedWhile(asked(), stopped(server)), {
			exitCode: 1,
			status: "api_down",
			cause: "timeout",
		});
	});
});

async function isFull(server: Daemon): Promise<boolean> {
	const counters = await fetch(`${server.url}/metrics`).then((response) => response.text());
	return /num_requests_waiting\{[^}]*\} [1-9]/.test(counters);
}
