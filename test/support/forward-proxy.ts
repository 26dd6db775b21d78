import { once } from "node:events";
import { createServer, type IncomingMessage, request as requestFrom } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** One request to the proxy: `CONNECT llm.internal:443`, or `GET http://llm.internal/v1/models`. */
type Passed = Readonly<{ method: string; target: string; authorization: string | null }>;

export type ForwardProxy = AsyncDisposable &
	Readonly<{
		port: number;
		/** `http://127.0.0.1:port` */
		url: string;
		passed: readonly Passed[];
	}>;

type Options = Readonly<{
	/** Where the names lead that only this proxy resolves: ports on loopback. Others are refused with 502. */
	hosts: Readonly<Record<string, number>>;
	/** `user:password`; whoever brings no other is refused with 407. */
	credentials?: string;
	/** Refuse everything with this status. */
	refuseWith?: number;
}>;

/** A real forward proxy on loopback as companies have one: plain requests are forwarded, CONNECT opens a tunnel. */
export async function startForwardProxy(options: Options): Promise<ForwardProxy> {
	const passed: Passed[] = [];
	const sockets = new Set<Socket>();
	const tracked = (socket: Socket) => {
		sockets.add(socket.once("close", () => sockets.delete(socket)));
		return socket.on("error", () => socket.destroy());
	};
	const admit = (request: IncomingMessage) => {
		const { method = "", url: target = "" } = request;
		const authorization = authorizationIn(request);
		passed.push({ method, target, authorization });
		return refusal(options, authorization);
	};

	const server = createServer((request, response) => {
		const status = admit(request);
		const { hostname, pathname, search } = new URL(request.url ?? "", "http://none.invalid");
		const port = options.hosts[hostname];
		if (status !== null || port === undefined) {
			// A proxy that shows what it was sent, as debugging pages do.
			const body = `refused: ${authorizationIn(request)} of ${JSON.stringify(request.headers)}`;
			response.writeHead(status ?? 502, { "content-type": "text/plain", "proxy-authenticate": "Basic" }).end(body);
			return;
		}
		const { "proxy-authorization": _, ...headers } = request.headers;
		const onward = requestFrom(
			{ host: "127.0.0.1", port, method: request.method, path: pathname + search, headers },
			(answer) => {
				response.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(response);
			},
		);
		onward.on("error", () => response.writeHead(502).end());
		request.pipe(onward);
	});
	server.on("connection", tracked);
	server.on("connect", (request: IncomingMessage, socket: Socket) => {
		const status = admit(request);
		const port = options.hosts[new URL(`http://${request.url}`).hostname];
		if (status !== null || port === undefined) {
			socket.end(`HTTP/1.1 ${status ?? 502} Refused\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n`);
			return;
		}
		const onward = tracked(connect(port, "127.0.0.1"));
		onward.on("connect", () => {
			socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
			socket.pipe(onward).pipe(socket);
		});
		onward.on("close", () => socket.destroy());
		socket.on("close", () => onward.destroy());
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		port,
		url: `http://127.0.0.1:${port}`,
		passed,
		async [Symbol.asyncDispose]() {
			const closed = once(server, "close");
			server.close();
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}

function authorizationIn(request: IncomingMessage): string | null {
	return request.headers["proxy-authorization"] ?? null;
}

function refusal({ credentials, refuseWith }: Options, authorization: string | null): number | null {
	if (refuseWith !== undefined) return refuseWith;
	if (credentials === undefined) return null;
	return authorization === `Basic ${Buffer.from(credentials).toString("base64")}` ? null : 407;
}
