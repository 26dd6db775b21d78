import { setTimeout as sleep } from "node:timers/promises";
import { describe, it } from "vitest";
import { freePort } from "../system/support/free-port.ts";
import { LLAMA_SERVER, needsServers } from "./support/environment.ts";
import { startLlamaServer } from "./support/llama-server.ts";
import { askedWhile, busy } from "./support/llama-states.ts";
import { slowedDown } from "./support/slow-motion.ts";
import { judge, named, state } from "./support/state.ts";
import { watch } from "./support/watch.ts";

/** Memory for a context of four million tokens: a second of work to get ready, most of which never comes to be done. */
const MUCH_TO_LOAD = ["--override-kv", "llama.context_length=int:4194304", "--ctx-size", "4194304"];
const CRASH = "check: a dead server is told as the kind that it was";
const FLOW = "check: one alert for each outage and each recovery, and one when it stays busy";

needsServers(LLAMA_SERVER)("the life of a llama-server", () => {
	describe("seen by one probe", () => {
		state("llama-server: not running", async () => ({ url: `http://127.0.0.1:${await freePort()}` }), {
			exitCode: 1,
			status: "api_down",
			cause: "refused",
			nextStep: /^ss -ltn/,
		});

		state(
			"llama-server: its model file is cut short",
			async () => {
				const server = await startLlamaServer({ model: "cut", waitUntilReady: false });
				await server.ended;
				return { url: server.url };
			},
			{ exitCode: 1, status: "api_down", cause: "refused" },
		);

		state(
			"llama-server: loading its model",
			async () => {
				const server = await startLlamaServer({ flags: MUCH_TO_LOAD, waitUntilReady: false });
				return askedWhile({ url: server.url }, await slowedDown(server, isLoading));
			},
			{ exitCode: 0, status: "degraded", cause: "loading", shows: /Loading model|503/ },
		);

		state(
			"llama-server: told to end while requests run",
			async () => {
				const server = await startLlamaServer({ flags: ["--parallel", "1"] });
				const load = await busy(server);
				const ending = sleep(4_000).then(() => server.signal("SIGTERM"));
				return askedWhile({ url: server.url }, allOf(ending, load, server));
			},
			{ exitCode: [1, 2], status: ["api_down", "model_down"], detail: /refuse|stopped|died|shut/i },
		);

		state(
			"llama-server: killed while the question waits",
			async () => {
				const server = await startLlamaServer({ flags: ["--parallel", "1"] });
				const load = await busy(server);
				const killed = sleep(4_000).then(() => server.signal("SIGKILL"));
				return askedWhile({ url: server.url }, allOf(killed, load, server));
			},
			{
				exitCode: [1, 2],
				status: ["api_down", "model_down"],
				cause: "connection_closed",
				detail: /refuse|closed|died|crash/i,
			},
		);
	});

	it(named(CRASH), async () => {
		const server = await startLlamaServer();
		await using watched = await watch(server.url);
		await watched.sees("ready", { exitCode: 0, alerts: [] });
		await server[Symbol.asyncDispose]();
		await watched.sees("dead", { exitCode: 1, alerts: [/^(?![\s\S]*-u vllm)[\s\S]*CRITICAL[\s\S]*llama-server/] });
		judge(CRASH, watched.complaints());
	});

	it(named(FLOW), async () => {
		const port = await freePort();
		await using watched = await watch(`http://127.0.0.1:${port}`);
		const start = () => startLlamaServer({ port, flags: ["--parallel", "1"] });
		const first = await start();
		await watched.sees("ready", { exitCode: 0, alerts: [] });
		await watched.sees("ready again", { exitCode: 0, alerts: [] });
		await first[Symbol.asyncDispose]();
		await watched.sees("killed", { exitCode: 1, alerts: [/CRITICAL[\s\S]*[Rr]efused/] });
		await watched.sees("still dead", { exitCode: 1, alerts: [] });
		await using second = await start();
		await watched.sees("back", { exitCode: 0, alerts: [/RECOVERED/] });
		await using _load = await busy(second);
		for (const nth of ["first", "second"]) await watched.sees(`busy: ${nth} run`, { exitCode: 0, alerts: [] });
		await watched.sees("busy: third run", { exitCode: 2, alerts: [/WARNING[\s\S]*at work/] });
		await watched.sees("busy: fourth run", { exitCode: 2, alerts: [] });
		judge(FLOW, watched.complaints());
	});
});

/** What is waited for, and then what is disposed of in this order. */
function allOf(moment: Promise<void>, ...parts: readonly AsyncDisposable[]): AsyncDisposable {
	return {
		async [Symbol.asyncDispose]() {
			await moment;
			for (const part of parts) await part[Symbol.asyncDispose]();
		},
	};
}

async function isLoading(url: string): Promise<boolean> {
	return fetch(`${url}/health`).then(
		({ status }) => status === 503,
		() => false,
	);
}
