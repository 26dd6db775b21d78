// biome-ignore-all lint/style/noDefaultExport: this is what the modules export
/**
 * The parts of undici that are loaded by path, so that a run loads only the client and not the whole package.
 * Its own types describe the same classes under other names; these say only what is used here.
 */
declare module "undici/lib/dispatcher/client.js" {
	import type { Socket } from "node:net";

	/** undici's older handler type, which also reports when a request was sent: the newer one cannot. */
	export type DispatchHandler = {
		onConnect(abort: (error?: Error) => void): void;
		onRequestSent?(): void;
		onHeaders(status: number, rawHeaders: readonly Buffer[], resume: () => void): boolean | undefined;
		onData(chunk: Buffer): boolean | undefined;
		onComplete(): void;
		onError(error: unknown): void;
	};
	export type DispatchOptions = {
		origin: string;
		path: string;
		method: string;
		headers: Record<string, string>;
		body: string | null;
		headersTimeout: number;
		bodyTimeout: number;
	};
	export interface Dispatcher {
		dispatch(options: DispatchOptions, handler: DispatchHandler): boolean;
		destroy(): Promise<void>;
	}
	export type Connect = (
		options: { hostname: string },
		callback: (error: Error | null, socket?: Socket) => void,
	) => unknown;
	/** `maxHeaderSize`: bytes. */
	export type ClientOptions = { connect?: Connect; maxHeaderSize?: number };
	/** A client keeps its socket, and a socket its parser, under undici's symbols. */
	export interface Client extends Dispatcher {
		on(event: "connect", listener: () => void): this;
		readonly [internal: symbol]: Readonly<Record<symbol, unknown>> | undefined;
	}
	/** The parts of undici's parser that are changed here. Its function names are llhttp's. */
	export type Parser = {
		readonly llhttp: Readonly<Record<string, (parser: number, on: 0 | 1) => void>>;
		readonly ptr: number;
		/** Names and values in turn, until the head is complete. */
		readonly headers: readonly Buffer[];
		contentLength: string;
		onHeadersComplete(status: number, isUpgrade: boolean, keepsAlive: boolean): number;
	};
	const Client: new (origin: string | URL, options: ClientOptions) => Client;
	export default Client;
}

declare module "undici/lib/core/connect.js" {
	import type { Connect } from "undici/lib/dispatcher/client.js";

	export type ConnectorOptions = {
		timeout: number;
		rejectUnauthorized: true;
		ca?: string;
	};
	export default function buildConnector(options: ConnectorOptions): Connect;
}

declare module "undici/lib/core/symbols.js" {
	const symbols: Readonly<{ kSocket: symbol; kParser: symbol }>;
	export default symbols;
}

declare module "undici/lib/dispatcher/proxy-agent.js" {
	import type { ClientOptions, Dispatcher } from "undici/lib/dispatcher/client.js";

	const ProxyAgent: new (options: {
		uri: string;
		/** The whole Proxy-Authorization header. */
		token?: string;
		proxyTunnel: boolean;
		connections: 1;
		requestTls: { timeout: number; rejectUnauthorized: true; ca?: string };
		proxyTls: { timeout: number; rejectUnauthorized: true; ca?: string };
		clientFactory: (origin: URL, options: ClientOptions) => Dispatcher;
		factory: (origin: string, options: ClientOptions) => Dispatcher;
	}) => Dispatcher;
	export default ProxyAgent;
}

declare module "undici/lib/api/api-connect.js" {
	export default function connect(this: object, options: object): Promise<unknown>;
}
