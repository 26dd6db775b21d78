import { isIP, type Socket } from "node:net";
import type { Connect } from "undici/lib/dispatcher/client.js";

/** After this time without a connection the next address is tried in parallel (RFC 8305: 250 ms). */
const NEXT_ADDRESS_MS = 300;

/** A way to connect whose sockets can be destroyed. */
export type Connecting = Readonly<{
	connect: Connect;
	/** The name lookup is still running, so the delay is not the server's. */
	isResolving(): boolean;
	/** A socket is connected, and a TLS handshake keeps it from being used. */
	isHandshaking(): boolean;
	cut(): void;
}>;

/**
 * Connects to a name's addresses in parallel; the first to connect wins. Node itself gives an address up when it starts
 * the next: one lost packet on each would report a healthy server as down.
 */
export function connecting(connect: Connect): Connecting {
	const sockets = new Set<Socket>();
	let lookups = 0;
	let isCut = false;
	const open: Connect = (options, callback) => {
		const socket = connect(options, callback);
		if (isSocket(socket)) sockets.add(socket.once("close", () => sockets.delete(socket)));
		return socket;
	};
	return {
		connect(options, callback) {
			if (isIP(options.hostname) !== 0) return open(options, callback);
			lookups += 1;
			return lookUp(options.hostname, (error, addresses) => {
				lookups -= 1;
				if (isCut) return;
				if (error) {
					callback(error);
					return;
				}
				const attempts = addresses.map(
					({ address }): Attempt =>
						(ended) =>
							isCut ? null : open({ ...options, hostname: address }, ended),
				);
				race(attempts, callback);
			});
		},
		isResolving: () => lookups > 0,
		isHandshaking: () => [...sockets].some((socket) => !socket.connecting),
		cut() {
			isCut = true;
			for (const socket of sockets) socket.destroy();
		},
	};
}

type Found = (error: Error | null, addresses: readonly Readonly<{ address: string }>[]) => void;

/** `node:dns` is loaded only for a name: an IP address needs no lookup. */
async function lookUp(name: string, found: Found): Promise<void> {
	const { default: dns } = await import("node:dns");
	dns.lookup(name, { all: true }, found);
}

type Ended = Parameters<Connect>[1];
type Attempt = (ended: Ended) => unknown;

function race(attempts: readonly Attempt[], callback: Ended): void {
	const errors: Error[] = [];
	const underWay: unknown[] = [];
	let begun = 0;
	let isOver = false;
	let timer: NodeJS.Timeout | undefined;
	const ended: Ended = (error, socket) => {
		if (isOver) return;
		if (error) errors.push(error);
		isOver = error === null || errors.length === attempts.length;
		if (!isOver) {
			begin();
			return;
		}
		clearTimeout(timer);
		for (const other of underWay) if (other !== socket && isSocket(other)) other.destroy();
		callback(error && (errors.length > 1 ? new AggregateError(errors) : error), socket);
	};
	const begin = () => {
		clearTimeout(timer);
		const attempt = attempts[begun];
		if (attempt === undefined) return;
		begun += 1;
		// `unref`: the timer must not keep the process alive after `cut`.
		timer = setTimeout(begin, NEXT_ADDRESS_MS).unref();
		try {
			underWay.push(attempt(ended));
		} catch (error) {
			// TLS throws on bad settings, such as an invalid certificate authority.
			ended(error as Error);
		}
	};
	begin();
}

function isSocket(value: unknown): value is Socket {
	return typeof value === "object" && value !== null && "destroy" in value && "once" in value;
}
