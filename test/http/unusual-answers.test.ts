import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";
import { describe, expect, it } from "vitest";
import { callOnce, connection } from "../../src/http/connection.ts";
import { networkFailure } from "../../src/http/network-error.ts";
import { raw } from "../support/replies.ts";
import { startScriptedServer } from "../support/scripted-server.ts";
import { caPem, trustedByCa } from "../support/tls.ts";

const direct = { caPem: null, proxyUrl: null };

function get(url: string) {
	const deadlineAt = performance.now() + 10_000;
	return { method: "GET", url, headers: {}, body: null, timeoutMs: 3000, deadlineAt } as const;
}

async function replyTo(...bytes: readonly string[]) {
	await using server = await startScriptedServer({ script: { routes: { "*": raw(bytes) } } });
	return await callOnce(get(`${server.url}/`), direct);
}

describe("an answer that curl reads is read", () => {
	it.each([
		["chunked beside a Content-Length", "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"],
		["the same, the other way round", "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n2\r\nhi\r\n0\r\n\r\n"],
		["a folded header", "X-A: 1\r\n 2\r\nContent-Length: 2\r\n\r\nhi"],
		["spaces after a chunk's size", "Transfer-Encoding: chunked\r\n\r\n2  \r\nhi\r\n0\r\n\r\n"],
		["an extension of a chunk", 'Transfer-Encoding: chunked\r\n\r\n2;a="b"\r\nhi\r\n0\r\n\r\n'],
		["a control character in a header", "X-A: a\u0001b\r\nContent-Length: 2\r\n\r\nhi"],
	])("%s", async (_, rest) => {
		expect(await replyTo(`HTTP/1.1 200 OK\r\n${rest}`)).toMatchObject({ kind: "answered", status: 200, body: "hi" });
	});

	it.each([
		["a length", "Content-Length: 2\n\nhi"],
		["no length", "Connection: close\n\nhi"],
	])("lines that end with LF alone, with %s", async (_, rest) => {
		expect(await replyTo(`HTTP/1.1 200 OK\n${rest}`)).toMatchObject({ kind: "answered", status: 200, body: "hi" });
	});

	it("and the connection is kept", async () => {
		const both = raw(
			["HTTP/1.1 200 OK\nContent-Length: 9\nTransfer-Encoding: chunked\n\n2\r\nhi\r\n0\r\n\r\n"],
			"hold",
		);
		await using server = await startScriptedServer({ script: { routes: { "*": both } } });
		const shared = connection(server.url, direct);
		for (const path of ["/a", "/b"]) expect(await shared.call(get(server.url + path))).toMatchObject({ body: "hi" });
		shared.close();
		expect(server.connections()).toBe(1);
	});
});

describe("an answer that no client reads ends its call at once, as what it is", () => {
	it.each(["000", "001", "099", "101", "1000", "-1", "2", "abc"])("status %s", async (status) => {
		const startedAt = process.cpuUsage();
		const reply = await replyTo(`HTTP/1.1 ${status} X\r\nContent-Length: 2\r\n\r\n{}`);
		const { user, system } = process.cpuUsage(startedAt);
		expect(reply).toMatchObject({ kind: "unanswered", code: expect.stringMatching(/^HPE_/) });
		// Microseconds: an assertion of undici's costs seconds.
		expect(user + system).toBeLessThan(500_000);
	});

	it.each([
		["an upgrade that nobody asked for", "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"],
		["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi"],
		["a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nhi"],
		["a length beyond all numbers", `HTTP/1.1 200 OK\r\nContent-Length: ${"9".repeat(30)}\r\n\r\nhi`],
		["a head beyond all measure", `HTTP/1.1 200 OK\r\n${"X-A: b\r\n".repeat(100_000)}\r\n`],
	])("%s", async (_, bytes) => {
		const reply = await replyTo(bytes);
		if (reply.kind !== "unanswered") throw new Error(reply.kind);
		expect(networkFailure(reply.code, { ...reply, viaProxy: false })).toMatchObject({ kind: "protocol" });
	});
});

describe("a client certificate that the server wants", () => {
	it.each(["TLSv1.2", "TLSv1.3"] as const)("is a matter of TLS, also after the handshake (%s)", async (maxVersion) => {
		const wanting = { ...trustedByCa, ca: caPem, requestCert: true, rejectUnauthorized: true, maxVersion };
		const server = createServer(wanting).on("tlsClientError", () => undefined);
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const reply = await callOnce(get(`https://localhost:${port}/`), { caPem, proxyUrl: null });
		server.close();
		if (reply.kind !== "unanswered") throw new Error(reply.kind);
		expect(networkFailure(reply.code, { ...reply, viaProxy: false })).toMatchObject({ kind: "tls" });
	});
});
