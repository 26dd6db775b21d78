import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
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
		case "full":
			return fullQueue(path);
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

/** Listens with room for one connection, then sleeps for ever. */
const FROZEN_LISTENER = `
const server = require("node:net").createServer();
server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
	require("node:fs").writeSync(1, String(server.address().port));
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

/** A listener whose process does not accept and whose queue is full: the kernel drops further connection attempts. */
async function fullQueue(path: string): Promise<Stage> {
	const child = spawn(process.execPath, ["-e", FROZEN_LISTENER], { stdio: ["ignore", "pipe", "ignore"] });
	const [port] = (await once(child.stdout, "data")) as [Buffer];
	const waiting = Array.from({ length: 4 }, () => connect(Number(port), "127.0.0.1").on("error", () => undefined));
	await Promise.race([
		once(waiting[1] as NodeJS.EventEmitter, "connect"),
		new Promise((resolve) => setTimeout(resolve, 300)),
	]);
	return {
		...nobody(`http://127.0.0.1:${port}${path}`),
		[Symbol.asyncDispose]: async () => {
			for (const socket of waiting) socket.destroy();
			child.kill("SIGKILL");
			await once(child, "exit");
		},
	};
}
