import type { FailureKind, Stage } from "../../../src/core/result/failure.ts";
import type { Note, ProbeMemory } from "../../../src/core/result/outcome.ts";
import type { Status, Verdict } from "../../../src/core/result/verdict.ts";
import type { ServerKind } from "../../../src/core/target/server-kind.ts";
import type { LlmTarget } from "../../../src/core/target/target.ts";
import { completion, MODEL, modelList } from "../healthy.ts";
import { json, type Reply, type raw, text } from "../replies.ts";
import type { Call, Route, Routes, Script } from "../scripted-server.ts";
import type { Seen } from "./run.ts";

/** Where the target's URL leads. `closed`: a port nobody listens on · `full`: a listener whose queue takes no more connections. */
type Place = Readonly<
	| { kind: "loopback" }
	| { kind: "tls"; certificate: "trusted" | "selfSigned" | "wrongName" | "expired"; trustCa: boolean }
	| { kind: "https_to_http" }
	| { kind: "http_to_https" }
	| { kind: "localhost"; open: boolean }
	/** The script plays the proxy, or the proxy is gone; the server behind it has a name that only a proxy knows. */
	| { kind: "proxied"; proxy: "scripted" | "gone"; scheme: "http" | "https" }
	| { kind: "closed" }
	| { kind: "full" }
	| { kind: "url"; url: string }
>;

/** What must be found. A field left out is left open. */
export type Expected = Readonly<{
	status: Status;
	exitCode: 0 | 1 | 2;
	/** Several: it is open which is right, and each serves the person who reads it. */
	cause: FailureKind | readonly FailureKind[] | null;
	stage?: Stage | null;
	/** What a soft cause becomes on the third run in a row. */
	softAs?: Verdict["softAs"];
	server?: ServerKind;
	headline?: RegExp;
	/** In the plain words (cause and the server's own text). */
	words?: RegExp;
	nextStep?: RegExp;
	notes?: readonly Note["kind"][];
	answer?: string;
	/** How many chat completions were asked. */
	chats?: number;
	/** What else must hold; it throws when it does not. */
	also?: (seen: Seen) => void;
}>;

/** One way a server, a network or a proxy can behave, and the verdict a person at 3 a.m. needs. */
export type Behaviour = Readonly<{
	name: string;
	script: Script;
	at: Place;
	/** The base URL's path. */
	path: string;
	target: Partial<LlmTarget>;
	memory: ProbeMemory | null;
	/** `null`: none is set. */
	key: string | null;
	expected: Expected;
}>;

type Options = Readonly<{
	at?: Place;
	path?: string;
	target?: Partial<LlmTarget>;
	memory?: Partial<ProbeMemory>;
	key?: null;
	onConnect?: ReturnType<typeof raw>;
}>;

export function behaviour(name: string, routes: Routes, expected: Expected, options: Options = {}): Behaviour {
	const { at = { kind: "loopback" }, path = "/v1", target = {}, memory, key = KEY, onConnect } = options;
	return {
		name,
		script: onConnect === undefined ? { routes } : { routes, onConnect },
		at,
		path,
		target,
		memory: memory === undefined ? null : { variant: null, counters: null, ...memory },
		key,
		expected,
	};
}

type More = Omit<Expected, "status" | "exitCode" | "cause">;
type Cause = FailureKind | readonly FailureKind[];

export function ok(more: More = {}): Expected {
	return { status: "ok", exitCode: 0, cause: null, stage: null, softAs: null, ...more };
}

export function apiDown(cause: Cause, more: More = {}): Expected {
	return { status: "api_down", exitCode: 1, cause, stage: "api", softAs: null, ...more };
}

export function modelDown(cause: Cause, more: More = {}): Expected {
	return { status: "model_down", exitCode: 2, cause, stage: "inference", softAs: null, ...more };
}

/** Alive; `softAs` is what it becomes when it stays so for three runs. */
export function degraded(cause: Cause, softAs: Verdict["softAs"], more: More = {}): Expected {
	return { status: "degraded", exitCode: 0, cause, softAs, ...more };
}

/** The secret of every behaviour: it may travel in a header and stand nowhere else. */
export const KEY = "sk-live-0123456789/abcdefSECRET";

/** Timeouts short enough for a table of hundreds. */
export const impatient = { apiTimeoutMs: 1000, inferenceTimeoutMs: 400 } as const;

export const CHAT = "POST /v1/chat/completions";
export const MODELS = "GET /v1/models";

/** Both stages' routes under `/v1`; healthy vLLM where not said otherwise. */
export function routes(
	chat: Route = json(completion()),
	models: Route = json(modelList([MODEL])),
	more: Routes = {},
): Routes {
	return { [MODELS]: models, [CHAT]: chat, ...more };
}

/** The first reply first, then the second, and so on; the last one for ever. */
export function inTurn(...replies: readonly [Reply, ...Reply[]]): Route {
	return (_call, nth) => replies[Math.min(nth, replies.length) - 1] ?? replies[0];
}

/** The fields of a chat request's body. */
export function asked(call: Call | undefined): Readonly<Record<string, unknown>> {
	return typeof call?.json === "object" && call.json !== null ? (call.json as Record<string, unknown>) : {};
}

/** A Prometheus page whose numbers come from how often it was read. */
export function metrics(page: (nth: number) => Readonly<Record<string, number>>): Route {
	return (_call, nth) => {
		const lines = Object.entries(page(nth)).map(
			([name, value]) => `# TYPE ${name.replace(/\{.*/, "")} gauge\n${name} ${value}`,
		);
		return text(`${lines.join("\n")}\n`, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
	};
}

/** One streamed chunk. */
export function chunk(delta: object, finishReason: string | null = null, more: object = {}): object {
	return {
		id: "chatcmpl-1",
		object: "chat.completion.chunk",
		created: 1_767_000_000,
		model: MODEL,
		choices: [{ index: 0, delta, finish_reason: finishReason }],
		...more,
	};
}
