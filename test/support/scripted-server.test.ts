import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { MODEL } from "./healthy.ts";
import { A_HANG_MS } from "./patience.ts";
import {
	cut,
	drip,
	events,
	gigabyte,
	hangUp,
	json,
	late,
	type Reply,
	raw,
	reset,
	silence,
	stream,
	text,
} from "./replies.ts";
import { startScriptedServer } from "./scripted-server.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

const only = (reply: Reply) => ({ routes: { "*": reply } });

describe("the scripted server", () => {
	it("is a healthy server until told otherwise, and keeps a record", async () => {
		await using server = await startScriptedServer();
		const models = await (await fetch(`${server.baseUrl}/models`)).json();
		expect(models).toMatchObject({ data: [{ id: MODEL }] });
		await fetch(`${server.baseUrl}/chat/completions?x=1`, { method: "POST", body: '{"a":1}' });
		expect(server.calls.map((call) => [call.method, call.path, call.query, call.json])).toEqual([
			["GET", "/v1/models", "", null],
			["POST", "/v1/chat/completions", "x=1", { a: 1 }],
		]);
		expect((await fetch(`${server.url}/elsewhere`)).status).toBe(404);
	});

	it("counts connections, and calls per route", async () => {
		await using server = await startScriptedServer();
		server.use({ routes: { "*": (_call, nth) => text(String(nth)) } });
		expect(await (await fetch(server.url)).text()).toBe("1");
		expect(await (await fetch(server.url)).text()).toBe("2");
		expect(server.connections()).toBe(new Set(server.calls.map((call) => call.connection)).size);
	});

	const broken = { silence, hangUp, reset, notHttp: raw(["SSH-2.0-OpenSSH_9.2\r\n"]), drip: drip("{", 10) } as const;
	it.each(Object.entries(broken))("breaks off: %s", async (_name, reply) => {
		await using server = await startScriptedServer({ script: only(reply) });
		const read = fetch(server.url, { signal: AbortSignal.timeout(150) }).then((response) => response.text());
		await expect(read).rejects.toThrow();
	});

	it.each(["length", "chunked"] as const)("cuts a body in the middle: %s", async (framing) => {
		await using server = await startScriptedServer({ script: only(cut('{"choices":[]}', 8, framing)) });
		const response = await fetch(server.url);
		expect(response.status).toBe(200);
		await expect(response.text()).rejects.toThrow("terminated");
	});

	it("cuts a close-delimited body, which no client can notice", async () => {
		await using server = await startScriptedServer({ script: only(cut('{"choices":[]}', 8, "close")) });
		expect(await (await fetch(server.url)).text()).toBe('{"choice');
	});

	it("sends more than anyone wants to read, and stops when the reader leaves", async () => {
		await using server = await startScriptedServer({ script: only(gigabyte()) });
		const reader = (await fetch(server.url)).body?.getReader();
		expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
		await reader?.cancel();
	});

	it("streams events with pauses", async () => {
		await using server = await startScriptedServer({ script: only(events([": hello", { a: 1 }, 20, "[DONE]"])) });
		expect(await (await fetch(server.url)).text()).toBe(': hello\n\ndata: {"a":1}\n\ndata: [DONE]\n\n');
	});

	it("acts on the connection before any request", async () => {
		await using server = await startScriptedServer({
			script: { routes: {}, onConnect: raw(["SSH-2.0-x\r\n"], "hold") },
		});
		const socket = connect(server.port, "127.0.0.1");
		const [banner] = await new Promise<[Buffer]>((resolve) => socket.once("data", (data) => resolve([data])));
		expect(banner.toString()).toBe("SSH-2.0-x\r\n");
		socket.destroy();
	});

	it("closes at once with requests under way", async () => {
		const server = await startScriptedServer({ script: only(stream(["x", 60_000])) });
		const pending = fetch(server.url).then((response) => response.text());
		pending.catch(() => undefined);
		await new Promise((resolve) => setTimeout(resolve, 50));
		const before = performance.now();
		await server.close();
		expect(performance.now() - before).toBeLessThan(A_HANG_MS);
		await expect(pending).rejects.toThrow();
	});
});

describe("the webhook receiver", () => {
	it("takes everything, then answers as told, and records both", async () => {
		await using receiver = await startWebhookReceiver();
		const post = (payload: object) => fetch(receiver.url, { method: "POST", body: JSON.stringify(payload) });
		expect(await (await post({ text: "one" })).text()).toBe("ok");
		receiver.answerWith((nth) =>
			nth === 1 ? json({}, 429, { "retry-after": "7" }) : late(30, text("no_service", 404)),
		);
		expect((await post({ text: "two" })).headers.get("retry-after")).toBe("7");
		expect((await post({ text: "three" })).status).toBe(404);
		expect(receiver.received.map((one) => one.payload)).toEqual([{ text: "one" }, { text: "two" }, { text: "three" }]);
	});
});
