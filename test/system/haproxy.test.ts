import { beforeAll, expect, it } from "vitest";
import { completion, healthyRoutes, MODEL } from "../support/healthy.ts";
import { empty, json } from "../support/replies.ts";
import type { Call, ScriptedServer } from "../support/scripted-server.ts";
import { use, useServer } from "../support/use.ts";
import { freePort } from "./support/free-port.ts";
import { example, type Installation, useInstallation } from "./support/installation.ts";
import { needs, pathOf } from "./support/needs.ts";
import { start, until } from "./support/processes.ts";

needs("root", "haproxy")("the shipped HAProxy configuration, with the shipped wrapper", () => {
	const here = useInstallation();
	const primary = useServer(answering("primary"));
	const fallback = useServer(answering("fallback"));
	let port: number;

	use(async () => {
		port = await freePort();
		here.write("haproxy.env", "LLM_API_KEY=sk-for-haproxy\n");
		const settings = {
			"/etc/llm-healthcheck/haproxy.env": here.at("haproxy.env"),
			"exec llm-healthcheck": `exec ${here.program}`,
		};
		here.write("llm-healthcheck-haproxy", example("haproxy/llm-healthcheck-haproxy", settings), 0o755);
		const configuration = here.write("haproxy.cfg", shippedConfiguration(here, port, primary, fallback));
		return start(pathOf("haproxy"), ["-db", "-f", configuration]);
	});
	beforeAll(() => until("HAProxy", () => whoAnswers(port)));

	it("routes to the primary while its model generates, and asks with the key", async () => {
		await until("the primary", async () => (await whoAnswers(port)) === "primary");
		// HAProxy takes a server for up until its first check says otherwise.
		const isProbe = (call: Call) => call.headers["user-agent"]?.startsWith("llm-healthcheck/");
		const probe = await until("the first check", () => primary.calls.find(isProbe));
		expect(probe.headers.authorization).toBe("Bearer sk-for-haproxy");
	});

	it("moves requests away from a model that is down behind a live API, and back", async () => {
		primary.change({ "POST /v1/chat/completions": json({ error: { message: "EngineDeadError" } }, 500) });
		await until("the fallback", async () => (await whoAnswers(port)) === "fallback");
		expect((await fetch(`${primary.baseUrl}/models`)).status).toBe(200);
		primary.use({ routes: answering("primary") });
		await until("the primary", async () => (await whoAnswers(port)) === "primary");
	});

	it("answers 503 itself when no model is left", async () => {
		primary.change({ "POST /v1/chat/completions": empty(500) });
		fallback.change({ "GET /v1/models": empty(502) });
		await until("503", async () => (await ask(port)).status === 503);
	});
});

function answering(who: string) {
	return { ...healthyRoutes(), "POST /v1/chat/completions": json(completion(who)) };
}

async function ask(port: number): Promise<Response> {
	const body = JSON.stringify({ model: MODEL, messages: [{ role: "user", content: "who are you?" }] });
	const headers = { "content-type": "application/json", connection: "close" };
	return fetch(`http://127.0.0.1:${port}/v1/chat/completions`, { method: "POST", headers, body });
}

/** Whose model generated the answer to a real request; `null` while nobody does. */
async function whoAnswers(port: number): Promise<string | null> {
	const response = await ask(port).catch(() => null);
	if (response?.status !== 200) return null;
	const answer = (await response.json()) as { choices: [{ message: { content: string } }] };
	return answer.choices[0].message.content;
}

/** Other addresses and a shorter interval; every other byte as it ships. */
function shippedConfiguration(
	here: Installation,
	port: number,
	primary: ScriptedServer,
	fallback: ScriptedServer,
): string {
	return example("haproxy/haproxy.cfg", {
		"bind 127.0.0.1:8080": `bind 127.0.0.1:${port}`,
		"/usr/local/bin/llm-healthcheck-haproxy": here.at("llm-healthcheck-haproxy"),
		"10.0.0.11:8000": `127.0.0.1:${primary.port}`,
		"10.0.0.12:8000": `127.0.0.1:${fallback.port}`,
		"inter 10s": "inter 2s",
	});
}
