import { writeFileSync } from "node:fs";
import { runProgram, scratchFolder } from "../../support/program.ts";
import { startWebhookReceiver } from "../../support/webhook-receiver.ts";
import { PATIENCE } from "./verdict.ts";

type Sight = Readonly<{ exitCode: number; alerts: readonly RegExp[] }>;

/** A server that `check` watches from run to run: its state file, and where its alerts go. */
export type Watch = AsyncDisposable &
	Readonly<{
		/** One run of `check`: its exit code, and just these alerts since the last run. */
		sees(moment: string, expected: Sight): Promise<void>;
		/** What was not as expected, run by run. */
		complaints(): readonly string[];
	}>;

export async function watch(url: string): Promise<Watch> {
	const folder = scratchFolder();
	const webhook = await startWebhookReceiver();
	const complaints: string[] = [];
	const config = { targets: [{ name: "gpu1", url }], slack: {}, state: { path: folder.file("state.json") } };
	writeFileSync(folder.file("config.json"), JSON.stringify(config));
	return {
		async sees(moment, { exitCode, alerts }) {
			webhook.forget();
			const run = await runProgram(["check", "--config", folder.file("config.json"), ...PATIENCE], {
				env: { SLACK_WEBHOOK_URL: webhook.url },
			});
			const sent = webhook.received.map(({ body }) => body);
			const fits = sent.length === alerts.length && alerts.every((alert, nth) => alert.test(sent[nth] ?? ""));
			if (run.exitCode === exitCode && fits) return;
			complaints.push(`${moment}: exit ${run.exitCode}, alerts ${sent.join("\n")}; it said ${run.stdout}${run.stderr}`);
		},
		complaints: () => complaints,
		async [Symbol.asyncDispose]() {
			await webhook.close();
			folder[Symbol.dispose]();
		},
	};
}
