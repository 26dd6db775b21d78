import { asWhole, type DeliveryProblem } from "../../core/alerting/delivery.ts";
import type { NamedSecret } from "../../core/target/target.ts";
import type { CommonSetup, DeliveryContext, Notifier } from "../notifier.ts";
import { exchange } from "../post.ts";
import { redactUrl } from "../redact.ts";
import { readSlackAnswer } from "./answer.ts";
import { type SlackPayload, slackPayload } from "./payload.ts";

export type SlackSetup = CommonSetup & Readonly<{ kind: "slack"; webhookUrl: NamedSecret }>;

const TIMEOUT_MS = 10_000;
/** With less time than this left it is not begun: what arrives without its answer being read would be sent twice. */
const LEAST_MS = 250;

/** One message, tried once; a second time only where the receiver says when, and that is within the deadline. */
export const slack: Notifier<SlackSetup> = {
	place: ({ webhookUrl }) => redactUrl(webhookUrl.read()),
	async deliver(setup, { message, transitions }, context) {
		const payload = slackPayload(message);
		const first = await post(setup, payload, context);
		if (first?.kind !== "retry" || first.retryAfterMs === null) return asWhole(transitions, first);
		if (first.retryAfterMs + LEAST_MS > context.deadlineAt - performance.now()) return asWhole(transitions, first);
		await context.sleep(first.retryAfterMs);
		return asWhole(transitions, await post(setup, payload, context));
	},
};

/** `null`: accepted. */
async function post(
	{ webhookUrl, proxyUrl, caPem }: SlackSetup,
	payload: SlackPayload,
	context: DeliveryContext,
): Promise<DeliveryProblem | null> {
	if (context.deadlineAt - performance.now() < LEAST_MS) return retry("no time was left to send the message");
	const reach = { url: webhookUrl.read, proxyUrl, caPem };
	const answer = await exchange(reach, JSON.stringify(payload), { ...context, timeoutMs: TIMEOUT_MS });
	if (answer.kind === "answered") return readSlackAnswer(webhookUrl, answer, context.now());
	return retry(`${answer.why}${answer.mayHaveArrived ? ", so the message may come twice" : ""}`);
}

function retry(reason: string): DeliveryProblem {
	return { kind: "retry", reason, retryAfterMs: null };
}
