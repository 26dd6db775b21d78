import type { Delivery } from "../core/alerting/delivery.ts";
import { EXIT_CHECK_FAILED } from "../core/result/exit-code.ts";
import { testMessage } from "./message/compose.ts";
import type { DeliveryContext } from "./notifier.ts";
import { deliver, type NotifierSetup, type NotifierTable, placeOf } from "./notifiers.ts";

/** What came back from one notifier. `place`: where its alerts go, without a secret. */
export type TestResult = Readonly<{ notifier: string; place: string; delivery: Delivery }>;

/** Sends a marked message to each notifier. */
export function sendTests(
	notifiers: readonly NotifierSetup[],
	context: DeliveryContext & Readonly<{ host: string }>,
	table?: NotifierTable,
): Promise<TestResult[]> {
	return Promise.all(
		notifiers.map(async (setup) => {
			const message = testMessage(setup.name, { host: context.host, now: context.now() });
			const delivery = await deliver(setup, { message, transitions: [] }, context, table);
			return { notifier: setup.name, place: await placeOf(setup, table), delivery };
		}),
	);
}

/** Exit code 0 when each notifier accepted its message, else 3: this says nothing about any server. */
export function renderTests(results: readonly TestResult[]): Readonly<{ stdout: string; exitCode: number }> {
	if (results.length === 0) {
		const stdout = "no notifier is configured: set SLACK_WEBHOOK_URL, or name some in the config file\n";
		return { stdout, exitCode: EXIT_CHECK_FAILED };
	}
	const allAccepted = results.every(({ delivery }) => failureOf(delivery) === null);
	const lines = results.map((result) => `${result.notifier}: ${wordsOf(result)}\n`);
	return { stdout: lines.join(""), exitCode: allAccepted ? 0 : EXIT_CHECK_FAILED };
}

function wordsOf({ delivery, place }: TestResult): string {
	return failureOf(delivery) ?? `sent to ${place}: look for a message marked TEST there`;
}

function failureOf({ refused: [refusal], problem }: Delivery): string | null {
	if (problem?.kind === "retry") return `NOT sent – ${problem.reason}`;
	const reason = problem?.reason ?? refusal?.reason;
	return reason === undefined ? null : `REFUSED – ${reason}`;
}
