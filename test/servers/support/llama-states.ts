import { until } from "../../system/support/processes.ts";
import type { Daemon } from "./daemon.ts";
import { keepBusy, type Load } from "./load.ts";

type BusyOptions = Readonly<{
	requests?: number;
	model?: string;
	key?: string;
	/** Whether /slots shows it. */
	seen?: "slots" | "nowhere";
}>;

/** The one slot works and another request waits: nothing new gets its turn for a minute. Each takes an HTTP thread. */
export async function busy(server: Daemon, options: BusyOptions = {}): Promise<Load> {
	const { requests = 2, model = "tiny", key = "", seen = "slots" } = options;
	const looks = {
		slots: () => isProcessing(server, model, key),
		nowhere: aMomentLater,
	};
	return keepBusy(server.url, { requests, model, key, isBusy: looks[seen] });
}

/** Where the server shows nothing, the requests get a second to arrive. */
async function aMomentLater(): Promise<boolean> {
	await new Promise((resolve) => setTimeout(resolve, 1000));
	return true;
}

async function isProcessing(server: Daemon, model: string, key: string): Promise<boolean> {
	const headers = { authorization: `Bearer ${key}` };
	const response = await fetch(`${server.url}/slots?model=${model}`, { headers }).catch(() => null);
	if (response === null || !response.ok) return false;
	const slots = (await response.json()) as readonly { is_processing: boolean }[];
	return slots.length > 0 && slots.every((slot) => slot.is_processing);
}

export async function asleep(server: Daemon): Promise<void> {
	await until("the server to sleep", () => isAsleep(server), 30_000, 300);
}

export async function isAsleep(server: Daemon): Promise<boolean> {
	const response = await fetch(`${server.url}/props`);
	return ((await response.json()) as { is_sleeping?: boolean }).is_sleeping === true;
}

/** Stopped as a hung machine is: it takes connections, and nothing answers. Disposed, it goes on. */
export function stopped(server: Daemon): AsyncDisposable {
	server.signal("SIGSTOP");
	return { [Symbol.asyncDispose]: async () => server.signal("SIGCONT") };
}

/** The question, and with it what holds the server in its state until it has been asked. */
export function askedWhile<Q extends object>(question: Q, held: AsyncDisposable): Q & AsyncDisposable {
	return { ...question, [Symbol.asyncDispose]: async () => held[Symbol.asyncDispose]() };
}
