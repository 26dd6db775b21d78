import { quote } from "../core/prose/secret-text.ts";
import { findProxy, type Placed, readCa } from "./access.ts";
import type { NotifierSetup } from "./config.ts";
import type { LoadContext } from "./context.ts";
import type { WrittenSlack } from "./schema.ts";
import { readSecretUrl } from "./secrets.ts";

const DEFAULT_WEBHOOK_ENV = "SLACK_WEBHOOK_URL";

/** The Slack webhooks of the config file, or the one of `SLACK_WEBHOOK_URL`, or none. */
export async function setUpNotifiers(context: LoadContext): Promise<NotifierSetup[]> {
	const { file, command, problems } = context;
	const written = file?.written.slack;
	const before = problems.length;
	const setups =
		written === undefined
			? [await setUp({}, null, context)]
			: await Promise.all(
					[written]
						.flat()
						.map((slack, index) => setUp(slack, Array.isArray(written) ? `slack[${index}]` : "slack", context)),
				);
	const found = setups.filter((setup) => setup !== null);
	noteSameNames(found, context);
	if (found.length === 0 && command === "test-alert" && problems.length === before) {
		problems.push(
			`there is nobody to tell: set ${DEFAULT_WEBHOOK_ENV}, or name webhooks under "slack" in a config file`,
		);
	}
	return found;
}

async function setUp(slack: WrittenSlack, at: string | null, context: LoadContext): Promise<NotifierSetup | null> {
	const { variables, problems, file } = context;
	const variable = slack.webhookUrlEnv ?? DEFAULT_WEBHOOK_ENV;
	const before = problems.length;
	const url = readSecretUrl(variable, variables, problems);
	if (url === null) {
		if (at !== null && problems.length === before) {
			problems.push(
				`${file?.path}: ${at}.webhookUrlEnv: the environment variable ${variable} is not set (nor ${variable}_FILE)`,
			);
		}
		return null;
	}
	const caFile: Placed | null =
		slack.caFile == null
			? null
			: { value: slack.caFile, where: `${file?.path}: ${at}.caFile`, folder: file?.folder ?? "/" };
	return {
		kind: "slack",
		name: slack.name ?? (variable === DEFAULT_WEBHOOK_ENV ? "slack" : variable),
		url,
		variable,
		minSeverity: slack.minSeverity ?? "info",
		proxyUrl: findProxy(url(), context),
		caPem: await readCa(caFile, problems),
	};
}

/** Names that were left out may meet: two entries of one variable would share their ticks. */
function noteSameNames(setups: readonly NotifierSetup[], { file, problems }: LoadContext): void {
	const names = setups.map(({ name }) => name);
	const doubles = new Set(names.filter((name, index) => names.indexOf(name) !== index));
	for (const name of doubles)
		problems.push(`${file?.path}: slack: two entries are named ${quote(name)}: give each a name of its own`);
}
