import dns from "node:dns";
import { createServer } from "node:http";
import { connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { LocalError } from "../../src/core/invocation/errors.ts";
import { type Call, callOnce, connection } from "../../src/http/connection.ts";
import { BODY_LIMIT_BYTES } from "../../src/http/reply.ts";
import { startScriptedServer } from "../support/scripted-server.ts";
import { caPem, trustedByCa } from "../support/tls.ts";

const direct = { caPem: null, proxyUrl: null };
const closers: (() => void)[] = [];
afterEach(() => {
	for (const close of closers.splice(0)) close();
});

function get(url: string, overrides: Partial<Call> = {}): Call {
	const deadlineAt = performance.now() + 10_000;
	return { method: "GET", url, headers: {}, body: null, timeoutMs: 2000, deadlineAt, ...overrides };
}

async function listening(server: Server): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	closers.push(() => server.close());
	const address = server.address();
	if (typeof address !== "object" || address === null) throw new Error("no address");
	return `http://127.0.0.1:${address.port}`;
}

/** A raw TCP server: what it does with a connection is the test. */
async function raw(onConnection: (socket: Socket) => void): Promise<string> {
	const sockets = new Set<Socket>();
	const server = createTcpServer((socket) => {
		sockets.add(socket.on("error", () => undefined));
		onConnection(socket);
	});
	closers.push(() => {
		for (const socket of sockets) socket.destroy();
	});
	return listening(server);
}

const says = (text: string) => (socket: Socket) => void socket.once("data", () => socket.end(text));

test("an answer comes whole, with its headers in lower case and repeated ones joined", async () => {
	const url = await raw(says("HTTP/1.1 201 Created\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 2\r\n\r\nhi"));
	const reply = await callOnce(get(`${url}/v1/models`), direct);
	expect(reply).toMatchObject({ kind: "answered", status: 201, body: "hi", headers: { "x-a": "1, 2" } });
});

test("a body in several pieces is joined before it is decoded", async () => {
	const url = await raw((socket) => {
		const bytes = Buffer.from("é");
		socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
		socket.write(bytes.subarray(0, 1));
		setTimeout(() => socket.end(bytes.subarray(1)), 20);
	});
	expect(await callOnce(get(url), direct)).toMatchObject({ kind: "answered", body: "é" });
});

test("a redirect is an answer, not an order", async () => {
	const url = await raw(says("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"));
	expect(await callOnce(get(url), direct)).toMatchObject({ kind: "answered", status: 302 });
});

test("nothing listens", async () => {
	expect(await callOnce(get("http://127.0.0.1:9/"), direct)).toMatchObject({
		kind: "unanswered",
		code: "ECONNREFUSED",
	});
});

test("a dual-stack name whose addresses all refuse", async () => {
	expect(await callOnce(get("http://localhost:9/"), direct)).toMatchObject({ code: "ECONNREFUSED", phase: "connect" });
});

test("a resolver that says nothing is not a server that says nothing", async () => {
	const { lookup } = dns;
	Object.assign(dns, { lookup: () => undefined });
	try {
		const reply = await callOnce(get("http://gpu1.test/", { timeoutMs: 100 }), direct);
		expect(reply).toMatchObject({ kind: "unanswered", code: "ETIMEOUT", phase: "connect" });
	} finally {
		Object.assign(dns, { lookup });
	}
});

test("closed before an answer", async () => {
	const url = await raw((socket) => void socket.once("data", () => socket.end()));
	expect(await callOnce(get(url), direct)).toMatchObject({
		kind: "unanswered",
		code: "UND_ERR_SOCKET",
		phase: "request",
	});
});

test("not HTTP at all", async () => {
	const url = await raw((socket) => void socket.write("SSH-2.0-OpenSSH_9.2\r\n"));
	const reply = await callOnce(get(url), direct);
	expect(reply).toMatchObject({ kind: "unanswered" });
	expect(reply.kind === "unanswered" && reply.code).toMatch(/^HPE_/);
});

test("cut in the middle of the body", async () => {
	const url = await raw(says('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"choices":'));
	expect(await callOnce(get(url), direct)).toMatchObject({ kind: "cut", status: 200, body: '{"choices":' });
});

test("accepts, then silence: the stage's own time", async () => {
	const url = await raw(() => undefined);
	const reply = await callOnce(get(url, { timeoutMs: 600 }), direct);
	expect(reply).toEqual({ kind: "timed_out", phase: "headers", timeoutMs: 600, cutShort: false });
});

test("headers, then a drip: the same time bounds it", async () => {
	const url = await raw((socket) => {
		socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
		const drip = setInterval(() => socket.write("x"), 20);
		socket.once("close", () => clearInterval(drip));
	});
	// A time limit on silence alone would never run out.
	expect(await callOnce(get(url, { timeoutMs: 600 }), direct)).toMatchObject({ kind: "timed_out", phase: "body" });
});

test("the deadline cuts the time, and the reply says the time truly given", async () => {
	const url = await raw(() => undefined);
	const reply = await callOnce(get(url, { timeoutMs: 60_000, deadlineAt: performance.now() + 600 }), direct);
	expect(reply).toMatchObject({ kind: "timed_out", phase: "headers", cutShort: true });
	expect(reply.kind === "timed_out" && reply.timeoutMs).toBeLessThanOrEqual(600);
});

test("a body without end stops at the limit", async () => {
	const url = await raw((socket) => {
		socket.write("HTTP/1.1 200 OK\r\n\r\n");
		const pour = () => {
			while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 120)));
		};
		socket.on("drain", pour);
		pour();
	});
	const reply = await callOnce(get(url), direct);
	expect(reply).toMatchObject({ kind: "too_large", status: 200 });
	expect(reply.kind === "too_large" && reply.body.length).toBe(BODY_LIMIT_BYTES);
});

test("two calls, one connection; after renew a fresh one", async () => {
	const server = createServer((_request, response) => void response.end("ok"));
	let connections = 0;
	server.on("connection", () => connections++);
	const url = await listening(server);
	const shared = connection(url, direct);
	await shared.call(get(`${url}/a`));
	await shared.call(get(`${url}/b`));
	expect(connections).toBe(1);
	shared.renew();
	await shared.call(get(`${url}/c`));
	shared.close();
	expect(connections).toBe(2);
});

test("a header that cannot be sent is refused without being shown", async () => {
	const error = await callOnce(
		get("http://127.0.0.1:9/", { headers: { authorization: "Bearer s3cr3t\nx" } }),
		direct,
	).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(LocalError);
	expect(String(error)).not.toContain("s3cr3t");
});

test("port 6000 is a port like any other", async () => {
	expect(await callOnce(get("http://127.0.0.1:6000/"), direct)).toMatchObject({ code: "ECONNREFUSED" });
});

test("http goes through the proxy as a forwarded request, and a 407 is the proxy's", async () => {
	const lines: string[] = [];
	const proxy = await raw((socket) => {
		socket.once("data", (data) => {
			lines.push(String(data));
			socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
		});
	});
	const access = { caPem: null, proxyUrl: () => proxy.replace("http://", "http://user:pass@") };
	expect(await callOnce(get("http://model.test:8000/v1/models"), access)).toMatchObject({
		kind: "answered",
		body: "hi",
	});
	expect(lines[0]).toMatch(/^GET http:\/\/model\.test:8000\/v1\/models HTTP\/1\.1\r\n/);
	expect(lines[0]?.toLowerCase()).toContain("proxy-authorization: basic dxnlcjpwyxnz");

	const refusing = await raw(says("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"));
	const reply = await callOnce(get("http://model.test:8000/"), { caPem: null, proxyUrl: () => refusing });
	expect(reply).toMatchObject({ kind: "unanswered", proxyStatus: 407 });
});

test("https goes through the proxy's tunnel, and its refusal is told with its status", async () => {
	const proxy = await raw(says("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"));
	const reply = await callOnce(get("https://model.test/v1/models"), { caPem: null, proxyUrl: () => proxy });
	expect(reply).toMatchObject({ kind: "unanswered", proxyStatus: 403 });
});

test("https goes through the tunnel to the server itself, one tunnel for two calls", async () => {
	await using server = await startScriptedServer({ tls: trustedByCa });
	const requests: string[] = [];
	const proxy = await raw((socket) => {
		socket.once("data", (data) => {
			requests.push(String(data));
			const upstream = connect(server.port, "127.0.0.1", () => {
				socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
				socket.pipe(upstream).pipe(socket);
			});
			upstream.on("error", () => socket.destroy());
		});
	});
	const through = { caPem, proxyUrl: () => proxy.replace("http://", "http://user:pass@") };
	const url = `https://localhost:${server.port}`;
	const shared = connection(url, through);
	expect(await shared.call(get(`${url}/v1/models`))).toMatchObject({ kind: "answered", status: 200 });
	expect(await shared.call(get(`${url}/health`))).toMatchObject({ kind: "answered", status: 200 });
	shared.close();
	expect(requests).toHaveLength(1);
	expect(requests[0]).toMatch(new RegExp(`^CONNECT localhost:${server.port} HTTP/1.1\r\n`));
	expect(requests[0]?.toLowerCase()).toContain("proxy-authorization: basic dxnlcjpwyxnz");
	const untrusting = { ...through, caPem: null };
	expect(await callOnce(get(`${url}/`), untrusting)).toMatchObject({
		kind: "unanswered",
		code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/),
	});
});

test("a port that accepts and never answers the TLS handshake is not called unreachable", async () => {
	const url = (await raw(() => undefined)).replace("http:", "https:");
	expect(await callOnce(get(url, { timeoutMs: 600 }), direct)).toMatchObject({ kind: "timed_out", phase: "tls" });
});

test("a proxy that accepts and says nothing is cut at the time given", async () => {
	const proxy = await raw(() => undefined);
	const reply = await callOnce(get("https://model.test/", { timeoutMs: 600 }), { caPem: null, proxyUrl: () => proxy });
	expect(reply).toMatchObject({ kind: "timed_out", phase: "connect", timeoutMs: 600 });
});
