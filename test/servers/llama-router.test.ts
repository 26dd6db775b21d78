import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { scratchFolder } from "../support/program.ts";
import { use } from "../support/use.ts";
import type { Daemon } from "./support/daemon.ts";
import { LLAMA_SERVER, MODELS, needsServers } from "./support/environment.ts";
import { startLlamaServer } from "./support/llama-server.ts";
import { askedWhile, busy } from "./support/llama-states.ts";
import { state } from "./support/state.ts";

const OK = { exitCode: 0, status: "ok", cause: null, server: "llama.cpp" } as const;
const BUSY = { exitCode: 0, status: "degraded", cause: "busy" } as const;

type Router = Daemon & Readonly<{ folder: string }>;

/** A router with a folder of its own, which holds these models. */
async function startRouter(models: readonly string[], flags: readonly string[] = []): Promise<Router> {
	const folder = scratchFolder();
	for (const model of models) copyFileSync(join(MODELS, `${model}.gguf`), folder.file(`${model}.gguf`));
	const router = await startLlamaServer({ model: null, flags: ["--models-dir", folder.path, ...flags] });
	return {
		...router,
		folder: folder.path,
		async [Symbol.asyncDispose]() {
			await router[Symbol.asyncDispose]();
			folder[Symbol.dispose]();
		},
	};
}

needsServers(LLAMA_SERVER)("llama-server as a router", () => {
	describe("from cold to loaded", () => {
		const router = use(() => startRouter(["tiny", "cut"]));
		const asked =
			(...args: string[]) =>
			() => ({ url: router.url, args });

		state("router: not loaded, left alone", asked("--model", "tiny", "--no-wake"), {
			exitCode: 0,
			status: "degraded",
			cause: "idle",
			shows: /"?tiny"?[\s\S]*unloaded/,
		});
		state("router: no model named, the first listed cannot be loaded", asked(), OK);
		state("router: loads the named model", asked("--model", "tiny"), OK);
		state("router: no model named, one is loaded", asked(), OK);
		state("router: a name that it does not have", asked("--model", "nope"), {
			exitCode: 2,
			status: "model_down",
			cause: "model_not_found",
			shows: /tiny/,
		});
		state("router: a file that cannot be loaded", asked("--model", "cut"), {
			exitCode: 2,
			status: "model_down",
			detail: /load/i,
			notDetail: /GPU fault/,
		});
		state(
			"router: a file that could not be loaded, with --no-wake",
			async () => {
				await load(router, "cut").catch(() => undefined);
				return asked("--model", "cut", "--no-wake")();
			},
			{ exitCode: [0, 2], status: ["degraded", "model_down"], detail: /last run failed/ },
		);
	});

	describe("at work", () => {
		const plain = use(() => startRouter(["tiny"], ["--parallel", "1"]));
		const counting = use(() => startRouter(["tiny"], ["--parallel", "1", "--metrics"]));
		const asked = async (router: Router) => {
			const question = { url: router.url, args: ["--model", "tiny"] };
			return askedWhile(question, await busy(router));
		};

		state("router: busy, default flags", () => asked(plain), { ...BUSY, shows: /"?is_processing"?:\s*true/ });
		state("router: busy, --metrics", () => asked(counting), {
			...BUSY,
			shows: /requests_(processing|deferred) [1-9]|"?is_processing"?:\s*true/,
		});
	});

	describe("in trouble", () => {
		const router = use(() => startRouter(["tiny"]));
		const manual = use(() => startRouter(["tiny"], ["--no-models-autoload"]));
		const empty = use(() => startRouter([]));

		state(
			"router: the model's process is stopped",
			async () => {
				await load(router);
				return askedWhile({ url: router.url, args: ["--model", "tiny"] }, workerStopped(router));
			},
			{ exitCode: 2, status: "model_down", cause: ["hung", "timeout"], shows: /\S/ },
		);
		state(
			"router: the model's process was killed, which the next question heals",
			async () => {
				await load(router);
				signalWorkers(router, "SIGKILL");
				return { url: router.url, args: ["--model", "tiny"] };
			},
			OK,
		);
		state(
			"router: not loaded, and it loads nothing by itself",
			() => ({ url: manual.url, args: ["--model", "tiny"] }),
			{
				exitCode: 2,
				status: "model_down",
				cause: "no_instance",
				shows: /"success":\s*true/,
			},
		);
		state("router: an empty folder", () => ({ url: empty.url }), {
			exitCode: 2,
			status: "model_down",
			cause: "no_models",
		});
	});
});

async function load(router: Router, model = "tiny"): Promise<void> {
	const messages = [{ role: "user", content: "Hello" }];
	const body = JSON.stringify({ model, messages, max_tokens: 5 });
	const headers = { "content-type": "application/json" };
	const response = await fetch(`${router.url}/v1/chat/completions`, { method: "POST", headers, body });
	if (!response.ok) throw new Error(`the router does not load: ${await response.text()}`);
}

function workerStopped(router: Router): AsyncDisposable {
	signalWorkers(router, "SIGSTOP");
	return { [Symbol.asyncDispose]: async () => signalWorkers(router, "SIGCONT") };
}

/** Each model that the router loaded is a process of its own, and its child. */
function signalWorkers(router: Router, name: "SIGSTOP" | "SIGCONT" | "SIGKILL"): void {
	const tasks = `/proc/${router.pid}/task`;
	const children = readdirSync(tasks).flatMap((task) => readFileSync(`${tasks}/${task}/children`, "utf8").split(" "));
	const workers = children.filter(Boolean).map(Number);
	if (workers.length === 0) throw new Error("the router has no process for a model");
	for (const worker of workers) process.kill(worker, name);
}
