import { describe, expect, it } from "vitest";
import { completion, healthyRoutes } from "../support/healthy.ts";
import { runProgram } from "../support/program.ts";
import { json, silence, text } from "../support/replies.ts";
import { type Route, startScriptedServer } from "../support/scripted-server.ts";
import { useScratchFolder, useServer } from "../support/use.ts";

const server = useServer({}, { anew: true });
const folder = useScratchFolder({ anew: true });

function check(url = server.baseUrl, ...more: string[]) {
	const args = ["check", url, "--name", "box", "--state", folder.file("state.json"), ...more];
	return runProgram(args, { clockFromFirstConnection: true });
}

/** The forms in which the model was asked. */
function asked(of = server): unknown[] {
	return of.callsOf("POST /v1/chat/completions").map((call) => {
		const { model: _, messages: __, ...form } = call.json as Record<string, unknown>;
		return form;
	});
}

const refuse = (field: string, words: string) => json({ error: { message: words, param: field } }, 400);
const STANDARD = { max_tokens: 5, temperature: 0, stream: false };

/** OpenAI's newer models. */
const newer: Route = ({ json: body }) => {
	const form = body as object;
	if ("max_tokens" in form) return refuse("max_tokens", "Use 'max_completion_tokens' instead.");
	if ("temperature" in form) return refuse("temperature", "'temperature' does not support 0 with this model.");
	return json(completion());
};

describe("the form of request that a server needs", () => {
	it("is found once, and the next run begins with it", async () => {
		server.change({ "POST /v1/chat/completions": newer });
		expect(await check()).toMatchObject({ exitCode: 0 });
		expect(asked()).toHaveLength(3);
		server.forget();
		expect(await check()).toMatchObject({ exitCode: 0 });
		expect(asked()).toEqual([{ max_completion_tokens: 16, stream: false }]);
	});

	it("is dropped when it stops working", async () => {
		server.change({ "POST /v1/chat/completions": newer });
		await check();
		server.change({
			"POST /v1/chat/completions": ({ json: body }) =>
				"max_completion_tokens" in (body as object)
					? refuse("max_completion_tokens", "Unknown parameter: 'max_completion_tokens'")
					: json(completion()),
		});
		expect(await check()).toMatchObject({ exitCode: 0 });
		server.forget();
		expect(await check()).toMatchObject({ exitCode: 0 });
		expect(asked()).toHaveLength(1);
		expect(asked()[0]).not.toHaveProperty("max_completion_tokens");
	});

	// Ollama overlooks max_completion_tokens, and would write without end.
	it("is not taken along to another server, or to another model, of the same name", async () => {
		server.change({ "POST /v1/chat/completions": newer });
		await check(server.baseUrl, "--model", "gpt");
		await using other = await startScriptedServer({ script: { routes: healthyRoutes() } });
		await check(other.baseUrl, "--model", "gpt");
		expect(asked(other)).toEqual([STANDARD]);
		await check(server.baseUrl, "--model", "gpt");
		server.change(healthyRoutes());
		server.forget();
		await check(server.baseUrl, "--model", "llama");
		expect(asked()).toEqual([STANDARD]);
	});
});

it("compares a server's counters with those of the run before, where the time allows one look", async () => {
	let tokens = 100;
	server.change({
		"POST /v1/chat/completions": silence,
		"GET /metrics": () => text(`vllm:num_requests_running 4\nvllm:generation_tokens_total ${tokens}\n`),
	});
	const run = () => check(server.baseUrl, "--inference-timeout", "300ms", "--deadline", "1500ms", "--print", "cause");
	expect(await run()).toMatchObject({ stdout: "timeout\n", exitCode: 2 });
	tokens = 200;
	expect(await run()).toMatchObject({ stdout: "busy\n", exitCode: 0 });
	expect(await run()).toMatchObject({ stdout: "hung\n", exitCode: 2 });
});
