import { describe, expect, test } from "vitest";
import type { NotifierSetup } from "../../src/notify/notifiers.ts";
import { renderTests, sendTests } from "../../src/notify/test-alert.ts";
import { text } from "../support/replies.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";
import { NOON } from "./sample-transitions.ts";

function setup(name: string, url: string): NotifierSetup {
	return {
		kind: "slack",
		name,
		webhookUrl: { variable: "ONCALL_WEBHOOK_URL", read: () => url },
		minSeverity: "critical",
		proxyUrl: null,
		caPem: null,
	};
}

async function send(...notifiers: NotifierSetup[]) {
	const results = await sendTests(notifiers, {
		deadlineAt: performance.now() + 3000,
		userAgent: "llm-healthcheck/test",
		host: "mon1",
		now: () => NOON,
		sleep: async () => undefined,
	});
	return renderTests(results);
}

describe("test-alert", () => {
	test("a marked message reaches each notifier, whatever its least severity", async () => {
		await using one = await startWebhookReceiver();
		await using two = await startWebhookReceiver();
		const { stdout, exitCode } = await send(setup("ops", one.url), setup("oncall", two.url));
		expect(exitCode).toBe(0);
		expect(stdout).toBe(
			`ops: sent to http://127.0.0.1:${one.port}/services/***: look for a message marked TEST there\n` +
				`oncall: sent to http://127.0.0.1:${two.port}/services/***: look for a message marked TEST there\n`,
		);
		for (const { received } of [one, two]) {
			expect(received).toMatchObject([{ payload: { text: expect.stringMatching(/^TEST: .*Nothing is wrong/) } }]);
		}
	});

	test("one refusal among them is exit 3, with what to do", async () => {
		await using one = await startWebhookReceiver();
		await using two = await startWebhookReceiver();
		two.answerWith(text("invalid_token", 403));
		const { stdout, exitCode } = await send(setup("ops", one.url), setup("oncall", two.url));
		expect(exitCode).toBe(3);
		expect(stdout).toMatch(/^ops: sent to/);
		expect(stdout).toMatch(/^oncall: REFUSED – .*create a new one and set ONCALL_WEBHOOK_URL \(invalid_token\)$/m);
		expect(stdout).not.toContain("T000");
	});

	test("an unreachable network is exit 3", async () => {
		const { stdout, exitCode } = await send(setup("ops", "http://127.0.0.1:1/services/T000/B000/XXXX"));
		expect(exitCode).toBe(3);
		expect(stdout).toMatch(/^ops: NOT sent – .*the connection was refused \(ECONNREFUSED\)$/m);
	});

	test("nobody configured is exit 3", async () => {
		expect(await send()).toMatchObject({ exitCode: 3, stdout: expect.stringContaining("no notifier is configured") });
	});
});
