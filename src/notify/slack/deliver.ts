import type { Delivery } from "../../core/alerting/delivery.ts";
import type { DeliveryContext } from "../delivery-context.ts";
import type { Message } from "../message/message.ts";
import { exchange, type Reach } from "../post.ts";
import { readSlackAnswer, type Webhook } from "./answer.ts";
import { type SlackPayload, slackPayload } from "./payload.ts";

const TIMEOUT_MS = 10_000;
/** With less time than this left it is not begun: what arrives without its answer being read would be told twice. */
const LEAST_MS = 250;

/** One message, tried once; a second time only where the receiver says when, and that is within the deadline. */
export async function deliverToSlack(
	webhook: Reach & Webhook,
	message: Message,
	context: DeliveryContext,
): Promise<Delivery> {
	const payload = slackPayload(message);
	const first = await post(webhook, payload, context);
	if (first.kind !== "retry" || first.afterMs === null) return first;
	if (first.afterMs + LEAST_MS > context.deadlineAt - performance.now()) return first;
	await context.sleep(first.afterMs);
	return post(webhook, payload, context);
}

async function post(webhook: Reach & Webhook, payload: SlackPayload, context: DeliveryContext): Promise<Delivery> {
	if (context.deadlineAt - performance.now() < LEAST_MS) {
		return { kind: "retry", reason: "no time was left to send the message", afterMs: null };
	}
	const answer = await exchange(webhook, payload, { ...context, timeoutMs: TIMEOUT_MS });
	if (answer.kind === "answered") return readSlackAnswer(webhook, answer, context.now());
	const twice = answer.mayHaveArrived ? ", so the message may come twice" : "";
	return { kind: "retry", reason: `${answer.why}${twice}`, afterMs: null };
}
