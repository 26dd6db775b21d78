import dns from "node:dns";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { callOnce } from "../../src/http/connection.ts";
import { fullQueue } from "../support/full-queue.ts";

/* A name with several addresses, all of them on loopback; a packet is lost where a queue is full. */

const { lookup } = dns;
afterEach(() => void Object.assign(dns, { lookup }));

type Answered = (error: null, addresses: readonly Readonly<{ address: string; family: number }>[]) => void;

/** The name `gpu.test` has these addresses. */
function resolvesTo(...addresses: readonly string[]): void {
	const answer = addresses.map((address) => ({ address, family: 4 }));
	Object.assign(dns, { lookup: (_name: string, _options: object, answered: Answered) => answered(null, answer) });
}

function call(port: number, timeoutMs = 5000) {
	const deadlineAt = performance.now() + 10_000;
	const url = `http://gpu.test:${port}/`;
	return callOnce(
		{ method: "GET", url, headers: {}, body: null, timeoutMs, deadlineAt },
		{ caPem: null, proxyUrl: null },
	);
}

async function answering(host: string, port: number): Promise<AsyncDisposable> {
	const server = createServer((_request, response) => void response.end("here")).listen(port, host);
	await once(server, "listening");
	return {
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

test("a lost packet on one of two addresses is no end of it, though the other refuses", async () => {
	// The kernel sends the lost packet again after a second: Node would have given the address up by then.
	await using queue = await fullQueue({ host: "127.0.0.2", thawsAfterMs: 500 });
	resolvesTo("127.0.0.2", "127.0.0.3");
	expect(await call(queue.port)).toMatchObject({ kind: "answered", body: "late" });
});

test("a lost packet on both of two addresses is no end of it", async () => {
	await using one = await fullQueue({ host: "127.0.0.2", thawsAfterMs: 500 });
	await using _other = await fullQueue({ host: "127.0.0.3", port: one.port, thawsAfterMs: 500 });
	resolvesTo("127.0.0.2", "127.0.0.3");
	expect(await call(one.port)).toMatchObject({ kind: "answered", body: "late" });
});

test("the next address is tried beside one that is silent", async () => {
	await using queue = await fullQueue({ host: "127.0.0.2" });
	await using _server = await answering("127.0.0.1", queue.port);
	resolvesTo("127.0.0.2", "127.0.0.1");
	// In less time than the kernel takes to send a lost packet again.
	expect(await call(queue.port, 900)).toMatchObject({ kind: "answered", body: "here" });
});

test("one that refuses gives way at once, whichever comes first", async () => {
	const server = createServer((_request, response) => void response.end("here")).listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	for (const addresses of [
		["127.0.0.2", "127.0.0.1"],
		["127.0.0.1", "127.0.0.2"],
	]) {
		resolvesTo(...addresses);
		expect(await call(port, 250)).toMatchObject({ kind: "answered", body: "here" });
	}
	server.closeAllConnections();
	server.close();
});

test("all silent is no connection in the time given", async () => {
	await using queue = await fullQueue({ host: "127.0.0.2" });
	await using _other = await fullQueue({ host: "127.0.0.3", port: queue.port });
	resolvesTo("127.0.0.2", "127.0.0.3");
	expect(await call(queue.port, 600)).toMatchObject({ kind: "timed_out", phase: "connect", timeoutMs: 600 });
});

test("all refusing is a refusal", async () => {
	resolvesTo("127.0.0.2", "127.0.0.3");
	expect(await call(9)).toMatchObject({ kind: "unanswered", code: "ECONNREFUSED", phase: "connect" });
});
