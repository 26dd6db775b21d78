import { createServer, type Socket } from "node:net";
import { completion, MODEL, modelList } from "../support/healthy.ts";

/*
 * A fleet of healthy servers in one process, as cheap as Node can be: canned bytes, one address a server.
 * usage: fleet-server.js SERVERS DELAY_MS. Its first line of output is its port; GET /counts says what it saw.
 */

const [servers, delayMs] = process.argv.slice(2).map(Number) as [number, number];
const models = reply(modelList([MODEL]));
const answer = reply(completion("Hello! How can I"));
let counts = { connections: 0, requests: 0, lateMs: [] as number[] };

function reply(body: object): string {
	const json = JSON.stringify(body);
	return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${json.length}\r\n\r\n${json}`;
}

function accept(socket: Socket): void {
	socket.setNoDelay(true);
	let waiting = "";
	let counted = false;
	socket.on("error", () => socket.destroy());
	socket.on("data", (bytes) => {
		waiting += bytes.toString("latin1");
		const end = endOfRequest(waiting);
		if (end === null) return;
		const request = waiting.slice(0, end);
		waiting = waiting.slice(end);
		if (request.startsWith("GET /counts")) {
			report(socket);
			return;
		}
		if (!counted) counts.connections += 1;
		counted = true;
		counts.requests += 1;
		send(socket, request.startsWith("GET") ? models : answer, /\r\nconnection: *close/i.test(request));
	});
}

function send(socket: Socket, bytes: string, last: boolean): void {
	const write = () => {
		if (last) socket.end(bytes);
		else socket.write(bytes);
	};
	if (delayMs === 0) {
		write();
		return;
	}
	const arrived = performance.now();
	setTimeout(() => {
		if (!socket.destroyed) write();
		counts.lateMs.push(performance.now() - arrived - delayMs);
	}, delayMs);
}

/** One client never sends the next request before it has the answer, so there is at most one. */
function endOfRequest(text: string): number | null {
	const head = text.indexOf("\r\n\r\n");
	if (head < 0) return null;
	const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
	return text.length >= head + 4 + length ? head + 4 + length : null;
}

/** Tells the counts and begins them anew. */
function report(socket: Socket): void {
	socket.end(reply(counts));
	counts = { connections: 0, requests: 0, lateMs: [] };
}

/** The addresses of `startFleet`: 127.0.x.y, all on one port. */
function listen(index: number, port: number): void {
	const server = createServer(accept);
	server.listen({ port, host: `127.0.${Math.floor(index / 250)}.${(index % 250) + 1}`, backlog: 64 }, () => {
		const address = server.address();
		if (index > 0 || typeof address !== "object" || !address) return;
		for (let other = 1; other < servers; other++) listen(other, address.port);
		process.stdout.write(`${address.port}\n`);
	});
}

listen(0, 0);
