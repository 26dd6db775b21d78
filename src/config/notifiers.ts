import { findProxy } from "./access.ts";
import type { LoadContext } from "./context.ts";
import { DEFAULT_WEBHOOK_ENV } from "./default-variables.ts";
import type { ConfiguredNotifier } from "./notifier-kinds.ts";
import { readSecret } from "./secrets.ts";

/** The notifiers of the config file, or where it names none the webhook of `SLACK_WEBHOOK_URL`, or none. */
export async function setUpNotifiers(context: LoadContext): Promise<ConfiguredNotifier[]> {
	const { file, command, problems } = context;
	const before = problems.length;
	const found = namesNotifiers(file) ? await writtenNotifiers(context) : usualNotifier(context);
	if (found.length === 0 && command === "test-alert" && problems.length === before) {
		problems.push(
			`no notifier is configured: set ${DEFAULT_WEBHOOK_ENV}, or name some under "notifiers" in a config file`,
		);
	}
	return found;
}

function namesNotifiers(file: LoadContext["file"]): boolean {
	return file?.written.slack !== undefined || file?.written.notifiers !== undefined;
}

/** What a file may say comes with the schema of files: loaded where there is one. */
async function writtenNotifiers(context: LoadContext): Promise<ConfiguredNotifier[]> {
	const { setUpWritten } = await import("./written-notifiers.ts");
	return setUpWritten(context, context.kinds);
}

function usualNotifier(context: LoadContext): ConfiguredNotifier[] {
	const read = readSecret("web address", DEFAULT_WEBHOOK_ENV, null, context);
	if (read === null) return [];
	const webhookUrl = { variable: DEFAULT_WEBHOOK_ENV, read };
	const proxyUrl = findProxy(read(), context);
	return [{ kind: "slack", name: "slack", minSeverity: "info", webhookUrl, proxyUrl, caPem: null }];
}
