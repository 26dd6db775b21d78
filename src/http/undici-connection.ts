import type { Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import type { ConnectorOptions } from "undici/lib/core/connect.js";
import type { ClientOptions, Connect, Dispatcher } from "undici/lib/dispatcher/client.js";
import type { Secret } from "../core/target/target.ts";
import { readLeniently } from "./lenient.ts";
import { proxyLogin } from "./proxy-login.ts";
import { type Connecting, connecting } from "./race.ts";

/** How to reach a server, without authentication. */
export type Route = Readonly<{ origin: string; caPem: string | null; proxyUrl: Secret | null }>;

/** undici's client for one server, with access to its sockets, so that a call can be ended at once. */
export type UndiciConnection = Readonly<{
	dispatcher: Dispatcher;
	/** The name lookup is still running, so the delay is not the server's. */
	isResolving(): boolean;
	/** The server accepted the connection and does not answer the TLS handshake. Unknown behind a proxy. */
	isHandshaking(): boolean;
	/** The real error of a failed call: what closed the socket, instead of undici's error for a closed socket. */
	reasonOf(error: unknown): unknown;
	cut(): void;
}>;

/** Gateways add long headers (policies, cookies); Node's own limit of 16 KiB is for servers. */
const MAX_HEADER_BYTES = 256 * 1024;

/** undici's timers are off: they are coarse, and each call has its own. */
const NO_TIMEOUT = 0;

let loading: ReturnType<typeof loadUndici> | null = null;

async function loadUndici() {
	const { default: Client } = await import("undici/lib/dispatcher/client.js");
	const { default: buildConnector } = await import("undici/lib/core/connect.js");
	const { default: symbols } = await import("undici/lib/core/symbols.js");
	// V8 would optimise undici's WebAssembly parser for 100-180 ms of CPU that no short run earns back. Before the first
	// connection, which compiles it, but after all is loaded: a changed flag makes Node's own modules load from source.
	setFlagsFromString("--liftoff-only");
	return { Client, buildConnector, symbols };
}

export async function openUndiciConnection(route: Route): Promise<UndiciConnection> {
	loading ??= loadUndici();
	const { Client, buildConnector, symbols } = await loading;
	const ways: Connecting[] = [];
	let firstError: unknown = null;
	/** For hosts that we resolve ourselves: the server, or the proxy. */
	const directly = (connect: Connect): Connect => {
		const way = connecting(withoutRetries(connect));
		ways.push(way);
		return way.connect;
	};
	const trust = route.caPem === null ? {} : { ca: route.caPem };
	const connectorOptions = {
		...trust,
		timeout: NO_TIMEOUT,
		// Explicit: else NODE_TLS_REJECT_UNAUTHORIZED=0, set for another program, would expose the key.
		rejectUnauthorized: true as const,
	};
	const clients =
		(way: (connect: Connect) => Connect) =>
		(origin: string | URL, { connect, ...options }: ClientOptions) => {
			const opening = connect ? { connect: way(connect) } : {};
			const client = new Client(origin, { ...options, maxHeaderSize: MAX_HEADER_BYTES, ...opening });
			return client.on("connect", () => {
				readLeniently(client, symbols);
				// In TLS 1.3 a server may refuse the client after the handshake and then close: undici reports only the close.
				(client[symbols.kSocket] as Socket | undefined)?.once("error", (error) => {
					firstError ??= error;
				});
			});
		};
	const dispatcher =
		route.proxyUrl === null
			? clients(directly)(route.origin, { connect: buildConnector(connectorOptions) })
			: await throughProxy(route.origin, route.proxyUrl, connectorOptions, {
					toProxy: clients(directly),
					throughTunnel: clients(withoutRetries),
				});
	return {
		dispatcher,
		isResolving: () => ways.some((way) => way.isResolving()),
		isHandshaking: () => route.proxyUrl === null && ways.some((way) => way.isHandshaking()),
		reasonOf: (error) => (isClosedSocket(error) ? (firstError ?? error) : error),
		cut() {
			for (const way of ways) way.cut();
			dispatcher.destroy().catch(() => undefined);
		},
	};
}

type MakeClient = (origin: string | URL, options: ClientOptions) => Dispatcher;

async function throughProxy(
	origin: string,
	proxyUrl: Secret,
	tls: ConnectorOptions,
	{ toProxy, throughTunnel }: Readonly<{ toProxy: MakeClient; throughTunnel: MakeClient }>,
): Promise<Dispatcher> {
	const { default: ProxyAgent } = await import("undici/lib/dispatcher/proxy-agent.js");
	const { default: connect } = await import("undici/lib/api/api-connect.js");
	const { uri, authorization } = proxyLogin(proxyUrl());
	// As curl does: a tunnel for https, a plain forwarded request for http.
	const isTunnel = origin.startsWith("https:");
	return new ProxyAgent({
		uri,
		...(authorization === null ? {} : { token: authorization }),
		proxyTunnel: isTunnel,
		connections: 1,
		requestTls: tls,
		proxyTls: tls,
		// The CONNECT call, which undici's package entry would add to the client.
		clientFactory: (proxy, options) => Object.assign(toProxy(proxy, options), { connect }),
		factory: isTunnel ? throughTunnel : toProxy,
	});
}

/**
 * undici reconnects at once, for ever, when connecting fails with its own code for a closed socket. A proxy that closes
 * a tunnel causes that.
 */
function withoutRetries(connect: Connect): Connect {
	return (options, callback) => connect(options, (error, socket) => callback(error && withoutRetryCode(error), socket));
}

function isClosedSocket(error: unknown): boolean {
	return (error as NodeJS.ErrnoException | null)?.code === "UND_ERR_SOCKET";
}

function withoutRetryCode(error: Error): Error {
	return isClosedSocket(error) ? Object.assign(new Error(error.message), { code: "ECONNRESET" }) : error;
}
