import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

type Counts = Readonly<{ connections: number; requests: number; lateMs: readonly number[] }>;
export type Fleet = AsyncDisposable & Readonly<{ port: number; urls: readonly string[]; counts(): Promise<Counts> }>;

/** So many healthy servers, each on an address of its own, in a process of their own. */
export async function startFleet(servers: number, delayMs: number): Promise<Fleet> {
	const child = spawn(process.execPath, [join(__dirname, "fleet-server.js"), String(servers), String(delayMs)], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const [firstLine] = await once(child.stdout, "data");
	const port = Number(firstLine);
	const host = (index: number) => `127.0.${Math.floor(index / 250)}.${(index % 250) + 1}`;
	return {
		port,
		urls: Array.from({ length: servers }, (_, index) => `http://${host(index)}:${port}/v1`),
		async counts() {
			const answer = await fetch(`http://127.0.0.1:${port}/counts`);
			return (await answer.json()) as Counts;
		},
		async [Symbol.asyncDispose]() {
			child.kill();
			await once(child, "exit");
		},
	};
}
