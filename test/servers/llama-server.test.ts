import { describe, expect, it } from "vitest";
import { use } from "../support/use.ts";
import { LLAMA_SERVER, needsServers } from "./support/environment.ts";
import { startLlamaServer } from "./support/llama-server.ts";
import { askedWhile, asleep, isAsleep, stopped } from "./support/llama-states.ts";
import { state } from "./support/state.ts";
import { probe } from "./support/verdict.ts";

const OK = { exitCode: 0, status: "ok", cause: null, server: "llama.cpp" } as const;

needsServers(LLAMA_SERVER)("llama-server with one model", () => {
	describe("ready", () => {
		const server = use(() => startLlamaServer());
		const at = (path: string) => () => ({ url: `${server.url}${path}` });

		state("llama-server: ready, no model named", at(""), OK);
		state("llama-server: ready, a stream", () => ({ url: server.url, args: ["--stream"] }), OK);
		state("llama-server: ready, its endpoint pasted", at("/v1/chat/completions"), OK);
		state("llama-server: any name is answered", () => ({ url: server.url, args: ["--model", "nope"] }), OK);
		state("llama-server: a path that it does not have", at("/api"), {
			exitCode: 1,
			status: "api_down",
			cause: "not_found",
			shows: /^200\s+http:\S+\/v1\/models$/m,
		});
		state("llama-server: https asked of its http port", () => ({ url: server.url.replace("http:", "https:") }), {
			exitCode: 1,
			status: "api_down",
			notDetail: /firewall|host is off|No connection within/i,
			shows: /HTTP\/1\.1 \d+|"data"|"object"|^200/m,
		});
		state("llama-server: stopped", () => askedWhile({ url: server.url }, stopped(server)), {
			exitCode: 1,
			status: "api_down",
			cause: "timeout",
			detail: /frozen/,
		});
	});

	describe("with a key", () => {
		const key = "sk-llama-7c1";
		const server = use(() => startLlamaServer({ key }));
		// Its list is open to all, up to some version.
		const stage = { exitCode: [1, 2], status: ["api_down", "model_down"] } as const;
		const refused = { ...stage, cause: "unauthorized", shows: /^401$/m } as const;

		state("llama-server: no key", () => ({ url: server.url }), refused);
		state("llama-server: a wrong key", () => ({ url: server.url, key: "sk-wrong" }), refused);
		state("llama-server: the right key", () => ({ url: server.url, key }), OK);
	});

	describe("asleep", () => {
		const server = use(() => startLlamaServer({ flags: ["--sleep-idle-seconds", "1"] }));
		const sleeping = async (...args: string[]) => {
			await asleep(server);
			return { url: server.url, args };
		};

		state("llama-server: asleep, left alone", () => sleeping("--no-wake"), {
			exitCode: 0,
			status: "degraded",
			cause: "idle",
			shows: /true/,
		});
		it("llama-server: --no-wake does not wake it", async () => {
			await asleep(server);
			await probe({ url: server.url, args: ["--no-wake"] });
			expect(await isAsleep(server)).toBe(true);
		});
		state("llama-server: asleep, woken by the question", () => sleeping(), OK);
	});

	describe("under a path of its own", () => {
		const flags = ["--api-prefix", "/llm"];
		const server = use(() => startLlamaServer({ flags, readyPath: "/llm/health" }));

		state("llama-server: asked under its prefix", () => ({ url: `${server.url}/llm` }), OK);
		state("llama-server: asked beside its prefix", () => ({ url: server.url }), {
			exitCode: 1,
			status: "api_down",
			cause: "not_found",
			shows: /^404\s/m,
		});
	});

	describe("with a context of 8 tokens", () => {
		const flags = ["--override-kv", "llama.context_length=int:8", "--ctx-size", "8"];
		const server = use(() => startLlamaServer({ flags }));

		state("llama-server: the context is too small", () => ({ url: server.url }), {
			exitCode: 2,
			status: "model_down",
			cause: "context_too_small",
			shows: /"n_ctx":\s*8\b/,
		});
	});

	describe("with a template that refuses the conversation", () => {
		const server = use(() => startLlamaServer({ model: "refusing" }));

		state("llama-server: the chat template refuses the conversation", () => ({ url: server.url }), {
			exitCode: 2,
			status: "model_down",
			detail: /template/i,
			notDetail: /probably fine/,
		});
	});
});
