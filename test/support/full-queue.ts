import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";

/** Listens with room for one connection, then sleeps: for so many milliseconds, or for ever. */
const FROZEN_LISTENER = `
const [host, port, ms] = process.argv.slice(1);
const server = require("node:http").createServer((request, response) => response.end("late"));
server.listen({ port: Number(port), host, backlog: 1 }, () => {
	require("node:fs").writeSync(1, String(server.address().port));
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
});`;

type FullQueue = AsyncDisposable & Readonly<{ port: number }>;

/** A listener whose process does not accept and whose queue is full: the kernel drops further connection attempts. */
export async function fullQueue({ host = "127.0.0.1", port = 0, thawsAfterMs = Number.POSITIVE_INFINITY } = {}) {
	const child = spawn(process.execPath, ["-e", FROZEN_LISTENER, host, String(port), String(thawsAfterMs)], {
		stdio: ["ignore", "pipe", "ignore"],
	});
	const [written] = (await once(child.stdout, "data")) as [Buffer];
	const waiting = Array.from({ length: 4 }, () => connect(Number(written), host).on("error", () => undefined));
	await Promise.race([
		once(waiting[1] as NodeJS.EventEmitter, "connect"),
		new Promise((resolve) => setTimeout(resolve, 300)),
	]);
	const queue: FullQueue = {
		port: Number(written),
		[Symbol.asyncDispose]: async () => {
			for (const socket of waiting) socket.destroy();
			child.kill("SIGKILL");
			await once(child, "exit");
		},
	};
	return queue;
}
