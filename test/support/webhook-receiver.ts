import { type Reply, text } from "./replies.ts";
import { startScriptedServer } from "./scripted-server.ts";

/** One POST as it arrived. `time`: milliseconds since the epoch. */
type Received = Readonly<{
	path: string;
	headers: Readonly<Record<string, string | undefined>>;
	body: string;
	/** The body parsed; `null` when it is no JSON. */
	payload: unknown;
	time: number;
}>;

type Answer = Reply | ((nth: number, received: Received) => Reply | Promise<Reply>);

export type WebhookReceiver = AsyncDisposable &
	Readonly<{
		/** In Slack's shape: `http://127.0.0.1:port/services/T000/B000/XXXX` */
		url: string;
		port: number;
		/** Every POST, taken or refused, in order of arrival. */
		received: readonly Received[];
		connections(): number;
		/** From now on answer so; a function is told which POST since then this is, from 1. */
		answerWith(answer: Answer): void;
		forget(): void;
		close(): Promise<void>;
	}>;

/** What Slack says to a message it took. */
const taken: Reply = text("ok");

/** A real webhook on loopback, in Slack's manners: it takes everything until told otherwise. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
	const received: Received[] = [];
	let answer: Answer = taken;
	let nth = 0;
	const server = await startScriptedServer({
		script: {
			routes: {
				"*": (call) => {
					const one = { path: call.path, headers: call.headers, body: call.body, payload: call.json, time: call.time };
					received.push(one);
					nth += 1;
					return typeof answer === "function" ? answer(nth, one) : answer;
				},
			},
		},
	});
	return {
		url: `${server.url}/services/T000/B000/XXXX`,
		port: server.port,
		received,
		connections: server.connections,
		answerWith(next) {
			answer = next;
			nth = 0;
		},
		forget() {
			received.length = 0;
		},
		close: server.close,
		[Symbol.asyncDispose]: server.close,
	};
}
