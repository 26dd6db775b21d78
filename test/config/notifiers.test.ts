import { describe, expect, it } from "vitest";
import type { Config } from "../../src/config/config.ts";
import { caPem } from "../support/tls.ts";
import { load } from "./setting.ts";

const env = {
	SLACK_WEBHOOK_URL: "https://hooks.example/usual",
	OPS_URL: "https://hooks.example/ops",
	HTTPS_PROXY: "http://proxy:3128",
};

async function notifiersOf(document: object, more: Record<string, string> = {}): Promise<Config["notifiers"]> {
	const text = JSON.stringify({ targets: [{ name: "a", url: "http://gpu1" }], ...document });
	const config = await load({ flags: { config: "c.json" }, env, files: { "c.json": text, ...more } });
	return config.notifiers;
}

const inShort = (notifiers: Config["notifiers"]) =>
	notifiers.map(({ name, kind, webhookUrl }) => `${name}: ${kind} at ${webhookUrl.read()} by ${webhookUrl.variable}`);

describe("which notifiers there are", () => {
	it.each<[string, object, string[]]>([
		["none named: the usual webhook", {}, ["slack: slack at https://hooks.example/usual by SLACK_WEBHOOK_URL"]],
		["slack as an object", { slack: {} }, ["slack: slack at https://hooks.example/usual by SLACK_WEBHOOK_URL"]],
		[
			"slack as a list; a name left out is the variable's",
			{ slack: [{ name: "all" }, { webhookUrlEnv: "OPS_URL" }] },
			[
				"all: slack at https://hooks.example/usual by SLACK_WEBHOOK_URL",
				"OPS_URL: slack at https://hooks.example/ops by OPS_URL",
			],
		],
		[
			"notifiers",
			{ notifiers: [{ kind: "slack", name: "ops", webhookUrlEnv: "OPS_URL" }] },
			["ops: slack at https://hooks.example/ops by OPS_URL"],
		],
		[
			"both",
			{ notifiers: [{ kind: "slack", webhookUrlEnv: "OPS_URL" }], slack: {} },
			[
				"slack: slack at https://hooks.example/usual by SLACK_WEBHOOK_URL",
				"OPS_URL: slack at https://hooks.example/ops by OPS_URL",
			],
		],
		["none, by an empty list", { notifiers: [] }, []],
	])("%s", async (_, document, expected) => {
		expect(inShort(await notifiersOf(document))).toEqual(expected);
	});
});

it("a notifier has the proxy for its address, its authorities and its least severity, under both names", async () => {
	const own = { minSeverity: "critical", caFile: "ca.pem" };
	for (const document of [{ slack: own }, { notifiers: [{ kind: "slack", ...own }] }]) {
		const [notifier] = await notifiersOf(document, { "ca.pem": caPem });
		expect(notifier).toMatchObject({ kind: "slack", name: "slack", minSeverity: "critical", caPem });
		expect(notifier?.proxyUrl?.()).toBe("http://proxy:3128");
	}
});
