import type { NotifierSetup } from "../config/config.ts";
import type { Delivery } from "../core/alerting/delivery.ts";
import { EXIT_CHECK_FAILED } from "../core/result/exit-code.ts";
import type { DeliveryContext } from "./delivery-context.ts";
import { testMessage } from "./message/compose.ts";
import { deliver } from "./notifiers.ts";
import { redactUrl } from "./redact.ts";

/** What came back from one notifier. `where`: its address without the secret. */
export type TestResult = Readonly<{ notifier: string; where: string; delivery: Delivery }>;

/** Sends a marked message to each notifier. */
export function sendTests(
	notifiers: readonly NotifierSetup[],
	context: DeliveryContext & Readonly<{ host: string }>,
): Promise<TestResult[]> {
	return Promise.all(
		notifiers.map(async (setup) => {
			const message = testMessage(setup.name, { host: context.host, now: context.now() });
			const delivery = await deliver(setup, message, context);
			return { notifier: setup.name, where: redactUrl(setup.url()), delivery };
		}),
	);
}

/** Exit code 0 when each notifier took its message, else 3: this says nothing about any server. */
export function renderTests(results: readonly TestResult[]): Readonly<{ stdout: string; exitCode: number }> {
	if (results.length === 0) {
		const stdout = "no notifier is configured: set SLACK_WEBHOOK_URL, or name webhooks in the config file\n";
		return { stdout, exitCode: EXIT_CHECK_FAILED };
	}
	const allTaken = results.every(({ delivery }) => delivery.kind === "delivered");
	const lines = results.map((result) => `${result.notifier}: ${OUTCOMES[result.delivery.kind]}${reasonOf(result)}\n`);
	return { stdout: lines.join(""), exitCode: allTaken ? 0 : EXIT_CHECK_FAILED };
}

const OUTCOMES = {
	delivered: "delivered",
	retry: "NOT delivered",
	refused: "REFUSED",
} as const satisfies Record<Delivery["kind"], string>;

function reasonOf({ delivery, where }: TestResult): string {
	if (delivery.kind === "delivered") return ` to ${where}: look for a message marked TEST there`;
	return ` – ${delivery.reason}`;
}
