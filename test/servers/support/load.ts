import { until } from "../../system/support/processes.ts";

/** Requests that run until this is disposed. */
export type Load = AsyncDisposable;

type LoadOptions = Readonly<{
	requests: number;
	model: string;
	key: string;
	/** Whether the server is at work by now. */
	isBusy: () => Promise<boolean>;
}>;

/** So many users at once, each of whom asks for a long text, and for the next one as soon as it came. */
export async function keepBusy(url: string, options: LoadOptions): Promise<Load> {
	const stopped = new AbortController();
	const users = Array.from({ length: options.requests }, () => askAgainAndAgain(url, options, stopped.signal));
	const load = {
		async [Symbol.asyncDispose]() {
			stopped.abort();
			await Promise.all(users);
		},
	};
	try {
		await until("the server to be busy", options.isBusy, 30_000);
	} catch (error) {
		await load[Symbol.asyncDispose]();
		throw error;
	}
	return load;
}

async function askAgainAndAgain(url: string, { model, key }: LoadOptions, signal: AbortSignal): Promise<void> {
	const messages = [{ role: "user", content: "Tell a long story" }];
	const body = JSON.stringify({ model, messages, max_tokens: 100_000, ignore_eos: true, stream: true });
	const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
	while (!signal.aborted) {
		try {
			const response = await fetch(`${url}/v1/chat/completions`, { method: "POST", headers, body, signal });
			for await (const _chunk of response.body ?? []);
		} catch {
			// The test stopped the users or the server.
			if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}
}
