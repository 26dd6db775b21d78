import { expect, test } from "vitest";
import type { StateProblem } from "../../src/core/alerting/state.ts";
import type { NotifierSetup } from "../../src/notify/notifiers.ts";
import { send } from "../../src/notify/send.ts";
import { text } from "../support/replies.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";
import { many, NOON, unworded } from "./sample-transitions.ts";

async function sendFleet(answer: ReturnType<typeof text>, stateProblem: StateProblem | null = null) {
	await using receiver = await startWebhookReceiver();
	receiver.answerWith(answer);
	const setup: NotifierSetup = {
		kind: "slack",
		name: "slack",
		webhookUrl: { variable: "SLACK_WEBHOOK_URL", read: () => receiver.url },
		minSeverity: "info",
		proxyUrl: null,
		caPem: null,
	};
	const due = many(40, (i) => ({ url: `http://gpu${i % 8}:8000/v1`, ownNetwork: true })).map(unworded);
	const delivery = await send(setup, due, {
		deadlineAt: performance.now() + 3000,
		userAgent: "llm-healthcheck/test",
		host: "mon1",
		now: () => NOON,
		sleep: async () => undefined,
		stateProblem,
	});
	return { delivery, due, received: receiver.received };
}

test("forty targets down are one message", async () => {
	const { delivery, due, received } = await sendFleet(text("ok"));
	expect(delivery).toEqual({ accepted: due.map(({ id }) => id), refused: [], problem: null });
	expect(received).toHaveLength(1);
	expect(received[0]?.payload).toMatchObject({
		text: "CRITICAL: 40 targets on 8 servers: Connection refused (or the checking host is cut off)",
	});
});

test("a message whose tick cannot be kept says so", async () => {
	const { received } = await sendFleet(text("ok"), "unsaved");
	expect(received[0]?.body).toContain("this may repeat");
});

test.each([
	[text("rollup_error", 500), /rollup_error\)\. The alert is kept; the next run tries again$/],
	[text("no_service", 404), /\(no_service\)\. The alert is kept; each run tries once more/],
])("what was not accepted says what happens to the alert", async (answer, words) => {
	const { delivery } = await sendFleet(answer);
	expect(delivery).toMatchObject({ accepted: [], problem: { reason: expect.stringMatching(words) } });
});
