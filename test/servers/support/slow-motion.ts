import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../system/support/processes.ts";
import type { Daemon } from "./daemon.ts";

/** A quick machine has done before anybody can ask: let the server run for this part of the time only. */
const RUNS_MS = 5;
const STANDS_MS = 150;

/** From now on the server runs in slow motion; returned when it is in this state. Disposed, the server is gone. */
export async function slowedDown(server: Daemon, isThere: (url: string) => Promise<boolean>): Promise<AsyncDisposable> {
	let slow = true;
	const pulse = async () => {
		while (slow) {
			server.signal("SIGSTOP");
			await sleep(STANDS_MS);
			server.signal("SIGCONT");
			await sleep(RUNS_MS);
		}
	};
	const pulsing = pulse();
	const end = async () => {
		slow = false;
		await pulsing;
		await server[Symbol.asyncDispose]();
	};
	try {
		await until("the state in slow motion", () => isThere(server.url), 30_000, 5);
	} catch (error) {
		await end();
		throw error;
	}
	return { [Symbol.asyncDispose]: end };
}
