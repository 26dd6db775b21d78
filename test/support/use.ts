import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type ForwardProxy, startForwardProxy } from "./forward-proxy.ts";
import { type ScratchFolder, scratchFolder } from "./program.ts";
import {
	type Routes,
	type ScriptedServer,
	type ScriptedServerOptions,
	startScriptedServer,
} from "./scripted-server.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

/*
 * What a test needs around it: made before the tests of the file or `describe` that calls these, and gone after them.
 * They return the thing itself; it can be used in tests and hooks, not while the tests are still being collected.
 */

/** `anew`: each test has one of its own. */
type Life = Readonly<{ anew?: boolean }>;

export function use<T extends Disposable | AsyncDisposable>(
	make: () => T | Promise<T>,
	{ anew = false }: Life = {},
): T {
	let current: T | null = null;
	(anew ? beforeEach : beforeAll)(async () => {
		current = await make();
	});
	(anew ? afterEach : afterAll)(async () => {
		const used = current;
		current = null;
		if (used !== null && Symbol.asyncDispose in used) await used[Symbol.asyncDispose]();
		else used?.[Symbol.dispose]();
	});
	return new Proxy({} as T, {
		get(_, name) {
			if (current === null) throw new Error(`${String(name)} is asked for while nothing is there: use it in a test`);
			return Reflect.get(current, name);
		},
	});
}

/** A healthy server with one model, but for these routes. */
export function useServer(routes: Routes = {}, options: ScriptedServerOptions & Life = {}): ScriptedServer {
	return use(async () => {
		const server = await startScriptedServer(options);
		server.change(routes);
		return server;
	}, options);
}

export function useWebhook(life: Life = {}): WebhookReceiver {
	return use(startWebhookReceiver, life);
}

/** The options are asked for when the servers that they name are there. */
export function useForwardProxy(options: () => Parameters<typeof startForwardProxy>[0]): ForwardProxy {
	return use(() => startForwardProxy(options()));
}

export function useScratchFolder(life: Life = {}): ScratchFolder {
	return use(scratchFolder, life);
}
