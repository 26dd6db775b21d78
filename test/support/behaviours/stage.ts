import { once } from "node:events";
import { createServer } from "node:net";
import { fullQueue } from "../full-queue.ts";
import { type ScriptedServer, startScriptedServer } from "../scripted-server.ts";
import * as tls from "../tls.ts";
import type { Behaviour } from "./behaviour.ts";

/** A behaviour set up and waiting: where to ask, and what answers (if anything does). */
export type Stage = AsyncDisposable &
	Readonly<{ baseUrl: string; caPem: string | null; proxyUrl: string | null; server: ScriptedServer | null }>;

const certificates = {
	trusted: tls.trustedByCa,
	selfSigned: tls.selfSigned,
	wrongName: tls.wrongName,
	expired: tls.expired,
};

export async function arrange({ at, path, script }: Behaviour): Promise<Stage> {
	switch (at.kind) {
		case "url":
			return nobody(at.url + path);
		case "closed":
			return nobody(`http://127.0.0.1:${await closedPort()}${path}`);
		case "localhost": {
			if (!at.open) return nobody(`http://localhost:${await closedPort()}${path}`);
			const server = await startScriptedServer({ script });
			return { ...served(server, "http:", path), baseUrl: `http://localhost:${server.port}${path}` };
		}
		case "proxied": {
			const baseUrl = `${at.scheme}://llm.internal:8000${path}`;
			if (at.proxy === "gone") return { ...nobody(baseUrl), proxyUrl: `http://127.0.0.1:${await closedPort()}` };
			const server = await startScriptedServer({ script });
			return { ...served(server, "http:", path), baseUrl, proxyUrl: server.url };
		}
		case "full": {
			const queue = await fullQueue();
			const dispose = () => queue[Symbol.asyncDispose]();
			return { ...nobody(`http://127.0.0.1:${queue.port}${path}`), [Symbol.asyncDispose]: dispose };
		}
		case "loopback":
			return served(await startScriptedServer({ script }), "http:", path);
		case "https_to_http":
			return served(await startScriptedServer({ script }), "https:", path);
		case "http_to_https":
			return served(await startScriptedServer({ script, tls: tls.trustedByCa }), "http:", path);
		case "tls": {
			const server = await startScriptedServer({ script, tls: certificates[at.certificate] });
			return { ...served(server, "https:", path), caPem: at.trustCa ? tls.caPem : null };
		}
	}
}

function nobody(baseUrl: string): Stage {
	return { baseUrl, caPem: null, proxyUrl: null, server: null, [Symbol.asyncDispose]: async () => undefined };
}

function served(server: ScriptedServer, scheme: string, path: string): Stage {
	const baseUrl = server.url.replace(/^https?:/, scheme) + path;
	return { baseUrl, caPem: null, proxyUrl: null, server, [Symbol.asyncDispose]: server.close };
}

async function closedPort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	return typeof address === "object" && address !== null ? address.port : 1;
}
