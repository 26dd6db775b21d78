import { completion, healthyRoutes, MODEL, modelList } from "../healthy.ts";
import { cut, drip, hangUp, html, json, late, raw, reset, silence, stream, text } from "../replies.ts";
import { apiDown, behaviour, CHAT, impatient, inTurn, MODELS, modelDown, ok, routes } from "./behaviour.ts";

const list = JSON.stringify(modelList([MODEL]));
const answer = JSON.stringify(completion());
const http = (body: string, head = "HTTP/1.1 200 OK") =>
	`${head}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
const tooManyHeaders = raw([`HTTP/1.1 200 OK\r\n${`X-Filler: ${"y".repeat(1000)}\r\n`.repeat(300)}\r\n`]);
const twoLengths = raw([`HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello`]);
const oops = { error: { message: "Internal Server Error", type: "InternalServerError", code: 500 } };
const twice = {
	also: ({ connections }: { connections: number }) => {
		if (connections < 2) throw new Error("no second opinion on a fresh connection");
	},
};
const certificate = (name: "trusted" | "selfSigned" | "wrongName" | "expired", trustCa: boolean) => ({
	at: { kind: "tls", certificate: name, trustCa } as const,
});
const openssl = { nextStep: /openssl s_client/ };

export const network = [
	behaviour(
		"nobody listens: stopped, or still loading",
		{},
		apiDown("refused", { server: "unknown", words: /load/i, nextStep: /systemctl|docker|journalctl/ }),
		{ at: { kind: "closed" } },
	),
	behaviour("the name does not resolve", {}, apiDown("dns", { nextStep: /getent hosts/ }), {
		at: { kind: "url", url: `http://${"a".repeat(64)}.invalid:8000` },
	}),
	behaviour("no route", {}, apiDown("unreachable", { nextStep: /nc|ping/ }), {
		at: { kind: "url", url: "http://224.0.0.1:8000" },
	}),
	behaviour("the connection is not even accepted", {}, apiDown(["timeout", "unreachable"], { nextStep: /nc|ping/ }), {
		at: { kind: "full" },
		target: impatient,
	}),
	behaviour(
		"accepted, and then nothing",
		routes(undefined, silence),
		apiDown("timeout", { nextStep: /health|metrics/, chats: 0 }),
		{ target: impatient },
	),
	behaviour("accepted, and nobody reads", {}, apiDown("timeout"), { onConnect: raw([], "hold"), target: impatient }),
	behaviour(
		"reset before the answer, every time",
		{ "*": reset },
		apiDown("connection_closed", { nextStep: /^curl .*-v/, ...twice }),
	),
	behaviour("closed before the answer, every time", { "*": hangUp }, apiDown("connection_closed", twice)),
	behaviour("closed as soon as accepted", {}, apiDown("connection_closed", twice), { onConnect: raw([], "clean") }),
	behaviour("reset as soon as accepted", {}, apiDown("connection_closed", twice), { onConnect: raw([], "reset") }),
	behaviour(
		"the list's connection is reset once, then fine",
		routes(undefined, inTurn(reset, json(modelList([MODEL])))),
		ok({ notes: ["retried"] }),
	),
	behaviour(
		"the kept connection dies between the two questions",
		{
			[MODELS]: raw([`${http(list)}Connection: keep-alive\r\n\r\n${list}`, 5], "reset"),
			[CHAT]: json(completion()),
		},
		ok(),
	),
	behaviour(
		"the server closes after each answer",
		{
			[MODELS]: raw([`${http(list)}Connection: close\r\n\r\n${list}`]),
			[CHAT]: raw([`${http(answer)}Connection: close\r\n\r\n${answer}`]),
		},
		ok({ chats: 1, notes: [] }),
	),
	behaviour(
		"HTTP/1.0, body until the end of the connection",
		{
			[MODELS]: raw([`HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n${list}`]),
			[CHAT]: raw([`HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n${answer}`]),
		},
		ok({ chats: 1 }),
	),
	behaviour(
		"103 Early Hints come first",
		{
			[MODELS]: raw([`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${http(list)}\r\n${list}`], "hold"),
			[CHAT]: raw([`HTTP/1.1 103 Early Hints\r\n\r\n${http(answer)}\r\n${answer}`], "hold"),
		},
		ok({ chats: 1 }),
	),
	behaviour(
		"the answers come byte by byte, but they come",
		routes(stream([...answer].flatMap((byte, index) => (index % 40 === 0 ? [byte, 1] : [byte]))), stream([...list])),
		ok({ chats: 1 }),
	),
	behaviour("the list drips for ever", routes(undefined, drip(" ", 40)), apiDown("timeout", { chats: 0 }), {
		target: impatient,
	}),
	behaviour("the list's head, and then nothing", routes(undefined, stream([], "hold")), apiDown("timeout"), {
		target: impatient,
	}),
	behaviour(
		"half the list, and then nothing",
		routes(undefined, stream([list.slice(0, 20)], "hold")),
		apiDown("timeout"),
		{ target: impatient },
	),
	behaviour(
		"the list is cut: Content-Length",
		routes(undefined, cut(list, 30, "length")),
		apiDown("truncated_answer", twice),
	),
	behaviour(
		"the list is cut: chunked",
		routes(undefined, cut(list, 30, "chunked")),
		apiDown("truncated_answer", twice),
	),
	behaviour(
		"the list is cut: until the end of the connection",
		routes(undefined, cut(list, 30, "close")),
		apiDown(["truncated_answer", "not_an_api"]),
	),
	behaviour(
		"the answer is cut: Content-Length",
		routes(cut(answer, 120, "length")),
		modelDown("truncated_answer", { chats: 2 }),
	),
	behaviour(
		"the answer is cut: chunked",
		routes(cut(answer, 120, "chunked")),
		modelDown("truncated_answer", { chats: 2 }),
	),
	behaviour(
		'the answer is cut after the word "choices": until the end of the connection',
		routes(cut(answer, 120, "close")),
		modelDown("truncated_answer", { chats: 2 }),
	),
	behaviour(
		"the answer is cut once, then whole",
		routes(inTurn(cut(answer, 120, "chunked"), json(completion()))),
		ok({ chats: 2, notes: ["retried"] }),
	),
	behaviour(
		"reset in the middle of the answer",
		routes(stream([answer.slice(0, 50), 5], "reset")),
		modelDown(["truncated_answer", "connection_closed"], { chats: 2 }),
	),
	behaviour(
		"late, but in time",
		routes(late(80, json(completion())), late(80, json(modelList([MODEL])))),
		ok({ chats: 1 }),
	),

	behaviour("an SSH server", {}, apiDown("protocol", { nextStep: /curl|openssl|nc/ }), {
		onConnect: raw(["SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", 50]),
	}),
	behaviour("a mail server that waits", {}, apiDown("protocol"), {
		onConnect: raw(["220 mail.example ESMTP\r\n"], "hold"),
		target: impatient,
	}),
	behaviour("a Redis", { "*": raw(["-ERR unknown command 'GET'\r\n", 20]) }, apiDown("protocol")),
	behaviour("binary noise", { "*": raw([new Uint8Array([0, 255, 1, 254, 22, 3, 1, 10]), 20]) }, apiDown("protocol")),
	behaviour("300 kB of headers", { "*": tooManyHeaders }, apiDown("protocol")),
	behaviour("two Content-Lengths", { "*": twoLengths }, apiDown("protocol")),

	behaviour("https asked of an http port", healthyRoutes(), apiDown(["tls", "protocol"], { words: /http/i }), {
		at: { kind: "https_to_http" },
	}),
	behaviour("http asked of an https port", healthyRoutes(), apiDown(["connection_closed", "protocol"]), {
		at: { kind: "http_to_https" },
	}),
	behaviour("a self-signed certificate", healthyRoutes(), apiDown("tls", openssl), certificate("selfSigned", false)),
	behaviour("a certificate for another name", healthyRoutes(), apiDown("tls", openssl), certificate("wrongName", true)),
	behaviour(
		"an expired certificate",
		healthyRoutes(),
		apiDown("tls", { ...openssl, words: /expired/i }),
		certificate("expired", true),
	),
	behaviour(
		"a private authority, not trusted",
		healthyRoutes(),
		apiDown("tls", openssl),
		certificate("trusted", false),
	),
	behaviour(
		"a private authority, trusted",
		healthyRoutes(),
		ok({ server: "vllm", chats: 1 }),
		certificate("trusted", true),
	),

	behaviour(
		"asked by the name localhost, listening on one of its addresses",
		healthyRoutes(),
		ok({ server: "vllm", chats: 1 }),
		{ at: { kind: "localhost", open: true } },
	),
	behaviour("asked by the name localhost, listening on none", {}, apiDown("refused"), {
		at: { kind: "localhost", open: false },
	}),
	behaviour(
		"through a proxy",
		{ "*": (call) => json(call.method === "GET" ? modelList([MODEL]) : completion()) },
		ok({ server: "vllm", chats: 1 }),
		{
			at: { kind: "proxied", proxy: "scripted", scheme: "http" },
		},
	),
	behaviour("the proxy is gone", {}, apiDown("proxy_failed", { words: /proxy/i }), {
		at: { kind: "proxied", proxy: "gone", scheme: "http" },
	}),
	behaviour("the proxy is gone, before a TLS server", {}, apiDown("proxy_failed", { words: /proxy/i }), {
		at: { kind: "proxied", proxy: "gone", scheme: "https" },
	}),
	behaviour(
		"the proxy wants a password",
		{ "*": html("<title>Proxy Authentication Required</title>", 407, { "proxy-authenticate": "Basic" }) },
		apiDown("proxy_failed", { words: /proxy/i }),
		{
			at: { kind: "proxied", proxy: "scripted", scheme: "http" },
		},
	),
	behaviour("the proxy refuses the tunnel to a TLS server", {}, apiDown("proxy_failed", { words: /proxy/i }), {
		at: { kind: "proxied", proxy: "scripted", scheme: "https" },
		onConnect: raw(["HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", 100]),
	}),
	behaviour(
		"the proxy hangs up on the tunnel to a TLS server",
		{},
		apiDown("proxy_failed", {
			words: /ECONNRESET/,
			nextStep: /_proxy/,
			also: ({ connections }) => {
				if (connections > 2) throw new Error(`${connections} connections to a proxy that hangs up`);
			},
		}),
		{ at: { kind: "proxied", proxy: "scripted", scheme: "https" }, onConnect: raw([50]) },
	),
	behaviour("the proxy is silent when asked for a tunnel", {}, apiDown("proxy_failed", { words: /ETIMEDOUT/ }), {
		at: { kind: "proxied", proxy: "scripted", scheme: "https" },
		onConnect: raw([], "hold"),
		target: impatient,
	}),
	behaviour(
		"chunks with trailers",
		{
			[MODELS]: raw(
				[
					`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n${list.length.toString(16)}\r\n${list}\r\n0\r\nX-T: 1\r\n\r\n`,
				],
				"hold",
			),
			[CHAT]: raw([`${http(answer)}\r\n${answer}`], "hold"),
		},
		ok({ chats: 1 }),
	),
	behaviour(
		"a status without its reason, no content type, a header outside ASCII",
		{
			[MODELS]: raw([`HTTP/1.1 200\r\nX-Name: caf\u00e9\r\nContent-Length: ${list.length}\r\n\r\n${list}`], "hold"),
			[CHAT]: raw([`${http(answer)}\r\n${answer}`], "hold"),
		},
		ok({ chats: 1 }),
	),
	behaviour(
		"a second answer that nobody asked for",
		{
			[MODELS]: raw([`${http(list)}\r\n${list}`, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"], "hold"),
			[CHAT]: json(completion()),
		},
		ok(),
	),
	behaviour(
		"chunk sizes that are no numbers",
		routes(raw(["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"])),
		modelDown(["protocol", "truncated_answer", "connection_closed"]),
	),
	behaviour(
		"the head drips for ever",
		routes(
			undefined,
			raw(["HTTP/1.1 200 OK\r\nX-A: ", ..."abcdefgh".split("").flatMap((letter) => [letter, 60])], "repeat"),
		),
		apiDown(["timeout", "protocol"]),
		{ target: impatient },
	),
	behaviour(
		"half the answer, and then nothing",
		routes(stream([answer.slice(0, 80)], "hold", { "content-length": String(answer.length) })),
		modelDown(["timeout", "hung", "truncated_answer"], { chats: 1 }),
		{ target: impatient },
	),
	behaviour(
		"a header of 20 kB, as gateways send them",
		routes(json(completion(), 200, { "content-security-policy": "x".repeat(20_000) })),
		ok({ chats: 1, notes: [] }),
	),
	behaviour(
		"the list's 200 holds an error once",
		routes(undefined, inTurn(json(oops), json(modelList([MODEL])))),
		ok({ notes: ["retried"] }),
	),
	behaviour("the list is nothing at all", routes(undefined, text("")), apiDown("truncated_answer", twice)),
];
