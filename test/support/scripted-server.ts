import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { healthyRoutes } from "./healthy.ts";
import { json, type Part, type RawReply, type Reply } from "./replies.ts";

/** One request as the server saw it. `connection` counts from 1: two calls with one number shared a connection. */
export type Call = Readonly<{
	method: string;
	/** Without the query. */
	path: string;
	query: string;
	headers: Readonly<Record<string, string | undefined>>;
	body: string;
	/** The body parsed; `null` when it is no JSON. */
	json: unknown;
	connection: number;
	time: number;
}>;

/** A reply, or what to reply to this call, now or when something has happened; `nth` counts the calls of this route from 1. */
export type Route = Reply | ((call: Call, nth: number) => Reply | Promise<Reply>);
/** `GET /v1/models` → reply. `*` stands for every other path; without it they get FastAPI's 404. */
export type Routes = Readonly<Record<string, Route>>;
/** Everything a server does until told otherwise. `onConnect` acts before any request is read: a server that speaks no HTTP. */
export type Script = Readonly<{ routes: Routes; onConnect?: RawReply }>;

export type ScriptedServer = AsyncDisposable &
	Readonly<{
		port: number;
		/** `http://127.0.0.1:port` */
		url: string;
		/** `url` with `/v1` */
		baseUrl: string;
		/** What arrived, in order. */
		calls: readonly Call[];
		/** The calls of one route: `server.callsOf("POST /v1/chat/completions")`. */
		callsOf(route: string): readonly Call[];
		/** How many TCP connections were opened. */
		connections(): number;
		/** From now on do this instead; the counts of `nth` begin again. */
		use(script: Script): void;
		/** Change single routes and leave the others. */
		change(routes: Routes): void;
		/** Forget the recorded calls. */
		forget(): void;
		/** Close at once, whatever is under way. */
		close(): Promise<void>;
	}>;

export type ScriptedServerOptions = Readonly<{
	script?: Script;
	tls?: Readonly<{ key: string; cert: string }>;
	host?: string;
	port?: number;
}>;

/**
 * A real server on loopback that does what it is told: a healthy vLLM with one model until `use` says otherwise.
 * It answers any path, keeps a record of every request, and can misbehave below HTTP too.
 */
export async function startScriptedServer(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
	let script: Script = options.script ?? { routes: healthyRoutes() };
	let counts = new Map<string, number>();
	const calls: Call[] = [];
	const sockets = new Set<Socket>();
	const numbers = new WeakMap<Socket, number>();
	let opened = 0;

	const http = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, async (request, response) => {
		const call = await readCall(request, numbers.get(request.socket) ?? 0);
		if (call === null) return;
		calls.push(call);
		// HEAD is answered as GET is, without the body.
		const name = `${call.method.replace("HEAD", "GET")} ${call.path}`;
		const key = name in script.routes ? name : "*";
		const nth = (counts.get(key) ?? 0) + 1;
		counts.set(key, nth);
		const route = script.routes[key] ?? json({ detail: "Not Found" }, 404);
		const reply = typeof route === "function" ? await route(call, nth) : route;
		if ("closesPort" in reply) front.close();
		await perform(reply, response, request.socket);
	});
	http.on("clientError", (_error, socket) => socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"));

	const accept = (socket: Socket) => {
		opened += 1;
		numbers.set(socket, opened);
		sockets.add(socket);
		socket.on("close", () => sockets.delete(socket));
		socket.on("error", () => socket.destroy());
		if (script.onConnect === undefined) http.emit("connection", socket);
		else void performRaw(script.onConnect, socket);
	};
	const front = options.tls === undefined ? createTcpServer(accept) : createTlsServer(options.tls, accept);
	front.on("tlsClientError", () => undefined);
	front.listen(options.port ?? 0, options.host ?? "127.0.0.1");
	await once(front, "listening");
	const { port } = front.address() as AddressInfo;
	const url = `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${port}`;

	const close = async () => {
		const closed = new Promise((resolve) => front.close(resolve));
		for (const socket of sockets) socket.destroy();
		http.closeAllConnections();
		await closed;
	};
	return {
		port,
		url,
		baseUrl: `${url}/v1`,
		calls,
		callsOf: (route) => calls.filter((call) => `${call.method} ${call.path}` === route),
		connections: () => opened,
		use(next) {
			script = next;
			counts = new Map();
		},
		change(routes) {
			script = { ...script, routes: { ...script.routes, ...routes } };
		},
		forget() {
			calls.length = 0;
		},
		close,
		[Symbol.asyncDispose]: close,
	};
}

async function readCall(request: IncomingMessage, connection: number): Promise<Call | null> {
	const time = Date.now();
	const chunks: Buffer[] = [];
	try {
		for await (const chunk of request) chunks.push(chunk as Buffer);
	} catch {
		return null;
	}
	const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
	const body = Buffer.concat(chunks).toString();
	const headers = request.headers as Call["headers"];
	return { method: request.method ?? "GET", path, query, headers, body, json: parsed(body), connection, time };
}

function parsed(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return null;
	}
}

async function perform(reply: Reply, response: ServerResponse, socket: Socket): Promise<void> {
	if (reply.kind === "raw") return performRaw(reply, socket);
	if (reply.delayMs > 0) await pause(reply.delayMs, socket);
	if (socket.destroyed) return;
	if (reply.kind === "answer") {
		response.writeHead(reply.status, { ...reply.headers, "content-length": Buffer.byteLength(reply.body) });
		response.end(reply.body);
		return;
	}
	response.writeHead(reply.status, reply.headers);
	response.flushHeaders();
	const write = (bytes: string | Uint8Array) => new Promise<void>((resolve) => response.write(bytes, () => resolve()));
	await play(reply.parts, reply.end === "repeat", write, socket);
	if (reply.end === "clean") response.end();
	else finish(reply.end, socket);
}

async function performRaw(reply: RawReply, socket: Socket): Promise<void> {
	socket.resume();
	const write = (bytes: string | Uint8Array) => new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
	await play(reply.parts, reply.end === "repeat", write, socket);
	finish(reply.end, socket);
}

async function play(
	parts: readonly Part[],
	repeat: boolean,
	write: (bytes: string | Uint8Array) => Promise<void>,
	socket: Socket,
): Promise<void> {
	do {
		for (const part of parts) {
			if (socket.destroyed) return;
			// A write on a dying socket may never call back, so the socket's end counts too.
			if (typeof part === "number") await pause(part, socket);
			else await Promise.race([write(part), closing(socket)]);
		}
	} while (repeat && !socket.destroyed);
}

function finish(end: "clean" | "cut" | "reset" | "hold" | "repeat", socket: Socket): void {
	if (end === "reset") socket.resetAndDestroy();
	else if (end !== "hold") socket.end();
}

const endings = new WeakMap<Socket, Promise<void>>();

function closing(socket: Socket): Promise<void> {
	const known = endings.get(socket) ?? new Promise<void>((resolve) => socket.once("close", () => resolve()));
	endings.set(socket, known);
	return known;
}

async function pause(ms: number, socket: Socket): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const elapsed = new Promise<void>((resolve) => {
		timer = setTimeout(resolve, ms);
	});
	await Promise.race([elapsed, closing(socket)]);
	clearTimeout(timer);
}
