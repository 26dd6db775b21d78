import { isIP, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import type { ClientOptions, Connect, Dispatcher } from "undici/lib/dispatcher/client.js";
import type { Secret } from "../core/target/target.ts";
import { proxyLogin } from "./proxy-login.ts";

/** What it takes to reach a server, apart from who asks. */
export type Route = Readonly<{ origin: string; caPem: string | null; proxyUrl: Secret | null }>;

/** An open way to one server: undici's client with its sockets in our hands, so that a call can be ended at once. */
export type UndiciConnection = Readonly<{
	dispatcher: Dispatcher;
	/** A name is still being looked up: whatever takes so long, it is not the server. */
	isResolving(): boolean;
	cut(): void;
}>;

/** Node tries the next address of a name only after this; its own 250 ms fail on far hosts. */
const NEXT_ADDRESS_MS = 1000;

/** Gateways add long headers (policies, cookies); Node's own limit of 16 KiB is for servers. */
const MAX_HEADER_BYTES = 256 * 1024;

/** No timers of undici's: they are coarse, and a call has its own. */
const NO_TIMEOUT = 0;

let loading: ReturnType<typeof loadUndici> | null = null;

async function loadUndici() {
	const { default: Client } = await import("undici/lib/dispatcher/client.js");
	const { default: buildConnector } = await import("undici/lib/core/connect.js");
	// V8 would optimise undici's WebAssembly parser for 100-180 ms of CPU that no short run earns back. Before the first
	// connection, which compiles it, but after all is loaded: a changed flag makes Node's own modules load from source.
	setFlagsFromString("--liftoff-only");
	return { Client, buildConnector };
}

export async function openUndiciConnection(route: Route): Promise<UndiciConnection> {
	loading ??= loadUndici();
	const { Client, buildConnector } = await loading;
	const sockets = new Set<Socket>();
	const resolving = new Set<Socket>();
	const tracked =
		(connect: Connect): Connect =>
		(options, callback) => {
			const socket = connect(options, (error, opened) => callback(error && withoutRetryCode(error), opened));
			if (!isSocket(socket)) return socket;
			sockets.add(socket.once("close", () => sockets.delete(socket)));
			if (isIP(options.hostname) === 0) resolving.add(socket.once("lookup", () => resolving.delete(socket)));
			return socket;
		};
	const trust = route.caPem === null ? {} : { ca: route.caPem };
	const connectorOptions = {
		...trust,
		timeout: NO_TIMEOUT,
		// Said aloud: else NODE_TLS_REJECT_UNAUTHORIZED=0, set for some other program, would hand the key to anybody.
		rejectUnauthorized: true as const,
		autoSelectFamily: true,
		autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
	};
	const client = (origin: string | URL, { connect, ...options }: ClientOptions) =>
		new Client(origin, {
			...options,
			maxHeaderSize: MAX_HEADER_BYTES,
			...(connect ? { connect: tracked(connect) } : {}),
		});
	const dispatcher =
		route.proxyUrl === null
			? client(route.origin, { connect: buildConnector(connectorOptions) })
			: await throughProxy(route.proxyUrl);

	async function throughProxy(proxyUrl: Secret): Promise<Dispatcher> {
		const { default: ProxyAgent } = await import("undici/lib/dispatcher/proxy-agent.js");
		const { default: connect } = await import("undici/lib/api/api-connect.js");
		const { uri, authorization } = proxyLogin(proxyUrl());
		return new ProxyAgent({
			uri,
			...(authorization === null ? {} : { token: authorization }),
			// As curl does: a tunnel for https, a plain forwarded request for http.
			proxyTunnel: route.origin.startsWith("https:"),
			connections: 1,
			requestTls: connectorOptions,
			proxyTls: connectorOptions,
			// The CONNECT call, which undici's package entry would add to the client.
			clientFactory: (origin, options) => Object.assign(client(origin, options), { connect }),
			factory: client,
		});
	}

	return {
		dispatcher,
		isResolving: () => resolving.size > 0,
		cut() {
			for (const socket of sockets) socket.destroy();
			dispatcher.destroy().catch(() => undefined);
		},
	};
}

/**
 * undici opens another connection at once, and for ever, when one could not be opened with its own word for a closed
 * socket. That is what becomes of a proxy that hangs up on a tunnel.
 */
function withoutRetryCode(error: Error): Error {
	const { code } = error as NodeJS.ErrnoException;
	return code === "UND_ERR_SOCKET" ? Object.assign(new Error(error.message), { code: "ECONNRESET" }) : error;
}

function isSocket(value: unknown): value is Socket {
	return typeof value === "object" && value !== null && "destroy" in value && "once" in value;
}
