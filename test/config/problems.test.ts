import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/core/invocation/errors.ts";
import { load, makeFolder, problemsOf, type Setting } from "./setting.ts";

const url = "http://gpu1:8000";
const json = (document: unknown) => JSON.stringify(document);
const inFile = (document: unknown, setting: Setting = {}): Setting => ({
	...setting,
	flags: { config: "c.json", ...setting.flags },
	files: { "c.json": json(document), ...setting.files },
});
const fleet = {
	targets: [
		{ name: "gpu1", url: "http://gpu1" },
		{ name: "gpu2", url: "http://gpu2" },
	],
};
const webhook = "https://hooks.example/T0/B0/hunter2";

describe("what is wrong outside the file's own rules", () => {
	it.each<[string, Setting, string[]]>([
		[
			"nothing to check",
			{ env: { HOME: "/home/ada" } },
			[
				"there is nothing to check: give the address of a server, set LLM_BASE_URL, or name targets in a config file (looked for /home/ada/.config/llm-healthcheck/config.json, /etc/llm-healthcheck/config.json)",
			],
		],
		[
			"a file without targets",
			inFile({ targets: [] }),
			[
				"there is nothing to check: give the address of a server, set LLM_BASE_URL, or name targets in a config file ($DIR/c.json names none)",
			],
		],
		["no such config", { flags: { config: "no.json" } }, ["$DIR/no.json: there is no such file"]],
		[
			"no such config, by the environment",
			{ env: { LLM_HEALTHCHECK_CONFIG: "no.json" } },
			["$DIR/no.json: there is no such file"],
		],
		["config is a folder", { flags: { config: "." } }, ["$DIR: it is a folder"]],
		["no such env file", { flags: { url, dotenv: "no.env" } }, ["$DIR/no.env: there is no such file"]],
		[
			"address with credentials",
			{ flags: { url: "http://ada:hunter2@gpu1" } },
			[
				"the address given: it holds credentials: leave them out, and put the API key into the environment variable LLM_API_KEY",
			],
		],
		[
			"address in .env",
			{ files: { ".env": "LLM_BASE_URL=ftp://gpu1" } },
			["$DIR/.env: LLM_BASE_URL: it must begin with http:// or https://"],
		],
		[
			"address in the environment",
			{ env: { LLM_BASE_URL: "http://gpu1?x=hunter2" } },
			["LLM_BASE_URL: it holds a query (the part from the question mark on): leave it out"],
		],
		[
			"unknown target",
			inFile(fleet, { flags: { target: ["gpu3", "nas"] } }),
			[
				'--target: there is no target "gpu3"; did you mean "gpu1"? (targets: gpu1, gpu2)',
				'--target: there is no target "nas" (targets: gpu1, gpu2)',
			],
		],
		[
			"a long name mistyped",
			inFile(
				{ targets: [{ name: "gpu01-llama3-70b", url: "http://gpu1" }] },
				{ flags: { target: ["gpu01-lama3-70b", "hunter2hunter2hunter2hunter2"] } },
			),
			[
				'--target: there is no target "gpu01-lama3-70b"; did you mean "gpu01-llama3-70b"? (targets: gpu01-llama3-70b)',
				"--target: there is no such target (a text of 28 characters) (targets: gpu01-llama3-70b)",
			],
		],
		[
			"empty target",
			inFile(fleet, { flags: { target: [""] } }),
			['--target: there is no target "" (targets: gpu1, gpu2)'],
		],
		[
			"no list, and no model named",
			inFile({ targets: [{ name: "gpu1", url: "http://gpu1", list: "none" }] }),
			['gpu1: with "list": "none" the model must be named: there is no list to choose one from'],
		],
		[
			"--model for several",
			inFile(fleet, { flags: { model: "m" } }),
			["--model is for one target: select it with --target"],
		],
		[
			"--name for a file's target",
			inFile(fleet, { flags: { name: "gpu1" } }),
			["--name is for a server given by its address; --target selects a target of the config file"],
		],
		[
			"a name in control characters",
			{ flags: { url, name: "a\u001b[31m" } },
			["--name: it must be a name of 1 to 100 printable characters"],
		],
		[
			"a named variable that is not set",
			inFile({ targets: [{ name: "a", url, apiKeyEnv: "A_KEY" }], defaults: {} }),
			["$DIR/c.json: targets[0].apiKeyEnv: the environment variable A_KEY is not set (nor A_KEY_FILE)"],
		],
		[
			"a variable named in defaults, told once",
			inFile({ ...fleet, defaults: { apiKeyEnv: "A_KEY" } }, { env: { A_KEY: "" } }),
			["$DIR/c.json: defaults.apiKeyEnv: the environment variable A_KEY is not set (nor A_KEY_FILE)"],
		],
		[
			"a key twice",
			{ flags: { url }, env: { LLM_API_KEY: "hunter2", LLM_API_KEY_FILE: "/k" } },
			["LLM_API_KEY and LLM_API_KEY_FILE are both set: keep one of them"],
		],
		[
			"a key twice in .env",
			{ flags: { url }, files: { ".env": "LLM_API_KEY=hunter2\nLLM_API_KEY_FILE=k" } },
			["$DIR/.env: LLM_API_KEY and LLM_API_KEY_FILE are both set: keep one of them"],
		],
		[
			"a key file that is not there",
			{ flags: { url }, env: { LLM_API_KEY_FILE: "/no/key" } },
			["LLM_API_KEY_FILE: /no/key: there is no such file"],
		],
		[
			"a key in place of its file",
			{ flags: { url }, env: { LLM_API_KEY_FILE: "hunter2" } },
			["LLM_API_KEY_FILE: the file that it names: there is no such file"],
		],
		[
			"an empty key file",
			{ flags: { url }, env: { LLM_API_KEY_FILE: "./key" }, files: { key: "\n" } },
			["LLM_API_KEY_FILE: $DIR/key: the file is empty"],
		],
		[
			"a key of two lines",
			{ flags: { url }, env: { LLM_API_KEY: "hunter2\nhunter3" } },
			["LLM_API_KEY: the API key holds a line break or another control character"],
		],
		[
			"a key that no header can carry",
			{ flags: { url }, env: { LLM_API_KEY: "hunter2…" } },
			["LLM_API_KEY: the API key holds a character that an HTTP header cannot carry"],
		],
		[
			"a key in quotes",
			{ flags: { url }, env: { LLM_API_KEY: '"hunter2"' } },
			["LLM_API_KEY: the API key is wrapped in quotes: leave them out"],
		],
		[
			"a key with Bearer",
			{ flags: { url }, env: { LLM_API_KEY: "Bearer hunter2" } },
			['LLM_API_KEY: the API key begins with "Bearer": give the key alone'],
		],
		[
			"a webhook that is none",
			{ flags: { url }, env: { SLACK_WEBHOOK_URL: "hunter2" } },
			["SLACK_WEBHOOK_URL: this is not a web address: it must begin with https:// (or http://), without credentials"],
		],
		[
			"a named webhook that is not set",
			inFile({ ...fleet, slack: [{}, { webhookUrlEnv: "OPS" }] }, { env: { SLACK_WEBHOOK_URL: webhook } }),
			["$DIR/c.json: slack[1].webhookUrlEnv: the environment variable OPS is not set (nor OPS_FILE)"],
		],
		[
			"two webhooks of one name",
			inFile({ ...fleet, slack: [{}, {}] }, { env: { SLACK_WEBHOOK_URL: webhook } }),
			['$DIR/c.json: slack: two entries are named "slack": give each a name of its own'],
		],
		[
			"a webhook under slack and one under notifiers of one name",
			inFile({ ...fleet, slack: {}, notifiers: [{ kind: "slack" }] }, { env: { SLACK_WEBHOOK_URL: webhook } }),
			['$DIR/c.json: slack and notifiers: two entries are named "slack": give each a name of its own'],
		],
		[
			"everything that is wrong with a notifier",
			inFile({ ...fleet, notifiers: [{ kind: "slack", webhookUrlEnv: "OPS", caFile: "no.pem" }] }),
			[
				"$DIR/c.json: notifiers[0].webhookUrlEnv: the environment variable OPS is not set (nor OPS_FILE)",
				"$DIR/c.json: notifiers[0].caFile: $DIR/no.pem: there is no such file",
			],
		],
		[
			"a heartbeat that is not set",
			inFile({ ...fleet, heartbeatUrlEnv: "PING" }),
			["$DIR/c.json: heartbeatUrlEnv: the environment variable PING is not set (nor PING_FILE)"],
		],
		[
			"no notifier to test",
			{ command: "test-alert" },
			['no notifier is configured: set SLACK_WEBHOOK_URL, or name some under "notifiers" in a config file'],
		],
		[
			"a socks proxy",
			{ flags: { url }, env: { ALL_PROXY: "socks5://u:hunter2@p:1080" } },
			["ALL_PROXY: only http:// and https:// proxies can be used; NO_PROXY names hosts to reach directly"],
		],
		["no such CA file", { flags: { url, caFile: "ca.pem" } }, ["--ca-file: $DIR/ca.pem: there is no such file"]],
		[
			"a CA file that is none",
			inFile({ targets: [{ name: "a", url, caFile: "ca.pem" }] }, { files: { "ca.pem": "hello" } }),
			[
				'$DIR/c.json: targets[0].caFile: $DIR/ca.pem: this holds no certificate in PEM form ("-----BEGIN CERTIFICATE-----")',
			],
		],
		[
			"a CA file that is broken",
			{
				flags: { url, caFile: "ca.pem" },
				files: { "ca.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" },
			},
			["--ca-file: $DIR/ca.pem: this holds a certificate that cannot be read"],
		],
		[
			"everything at once",
			{
				flags: { url: "http://", caFile: "no.pem" },
				env: { SLACK_WEBHOOK_URL: "x", HEARTBEAT_URL: "y" },
				isRoot: false,
			},
			[
				"the address given: it is not a URL: write http://host:port, as in http://gpu1:8000",
				"SLACK_WEBHOOK_URL: this is not a web address: it must begin with https:// (or http://), without credentials",
				"there is no place for the state file, as HOME names no folder: give --state PATH or set LLM_HEALTHCHECK_STATE",
				"HEARTBEAT_URL: this is not a web address: it must begin with https:// (or http://), without credentials",
			],
		],
	])("%s", async (_, setting, problems) => {
		const found = await problemsOf(setting);
		expect(found).toEqual(problems);
		expect(found.join()).not.toContain("hunter");
	});
});

describe("a command is not failed by what it does not need", () => {
	it.each<[string, Setting]>([
		["probe needs no webhook", inFile({ ...fleet, slack: {}, heartbeatUrlEnv: "PING" }, { command: "probe" })],
		["wait needs no state", { command: "wait", flags: { url }, isRoot: false }],
		[
			"status needs no keys, CA or webhook",
			inFile({ ...fleet, defaults: { apiKeyEnv: "A_KEY", caFile: "no.pem" }, slack: {} }, { command: "status" }),
		],
		["status needs no targets", { command: "status" }],
		["status minds no proxy", { command: "status", flags: {}, env: { LLM_BASE_URL: url, ALL_PROXY: "socks5://p" } }],
		["test-alert needs no targets", { command: "test-alert", env: { SLACK_WEBHOOK_URL: webhook } }],
		[
			"only the selected target's key",
			inFile(
				{
					targets: [
						{ name: "a", url },
						{ name: "b", url, apiKeyEnv: "B_KEY" },
					],
				},
				{ flags: { target: ["a"] } },
			),
		],
	])("%s", async (_, setting) => {
		expect(await problemsOf(setting)).toEqual([]);
	});
});

describe("folders and files that refuse", () => {
	it("an unreadable config is said, an unreadable HOME is not", async () => {
		const folder = makeFolder({ "c.json": "{}", "home/.config/llm-healthcheck/config.json": "torn" });
		chmodSync(folder, 0o755);
		chmodSync(join(folder, "c.json"), 0);
		chmodSync(join(folder, "home"), 0);
		const surroundings = { env: { HOME: join(folder, "home") }, cwd: folder, isRoot: true };
		await withoutPrivileges(async () => {
			await expect(loadConfig({ config: "c.json" }, "check", surroundings)).rejects.toThrow(
				"permission denied for this user",
			);
			expect((await loadConfig({ url }, "check", surroundings)).warnings).toEqual([]);
		});
		chmodSync(join(folder, "home"), 0o700);
	});

	it("links that go round in a circle, and names that are no path", async () => {
		const folder = makeFolder({});
		symlinkSync("loop", join(folder, "loop"));
		const surroundings = { env: { HOME: join(folder, "loop") }, cwd: folder, isRoot: true };
		await expect(loadConfig({ config: "loop" }, "check", surroundings)).rejects.toThrow(
			"its links go round in a circle",
		);
		await expect(loadConfig({ config: "a\0b" }, "check", surroundings)).rejects.toThrow(ConfigError);
		expect((await loadConfig({ url }, "check", surroundings)).warnings).toEqual([]);
	});

	it("a config as large as a disk", async () => {
		const problems = await problemsOf({
			flags: { config: "c.json" },
			files: { "c.json": " ".repeat(1024 * 1024 + 1) },
		});
		expect(problems).toEqual(["$DIR/c.json: it is larger than 1 MiB"]);
	});

	it("a folder where a usual config file would be is passed over", async () => {
		const folder = makeFolder({});
		mkdirSync(join(folder, "llm-healthcheck/config.json"), { recursive: true });
		const config = await loadConfig({ url }, "check", { env: { XDG_CONFIG_HOME: folder }, cwd: folder, isRoot: true });
		expect(config.warnings).toEqual([]);
	});
});

it("warns where LLM_BASE_URL stands beside a config file's targets", async () => {
	const config = await load(inFile(fleet, { env: { LLM_BASE_URL: url } }));
	expect(config.warnings).toEqual([
		"LLM_BASE_URL is not used: $DIR/c.json names the targets (an address as an argument would be)",
	]);
});

describe("warns where LLM_MODEL stands beside a config file's targets", () => {
	const env = { LLM_MODEL: "m" };
	const model = "own";
	it("of which one names no model", async () => {
		expect((await load(inFile(fleet, { env }))).warnings).toEqual([
			'LLM_MODEL is not used: $DIR/c.json names the targets, and "model" there is the model of each',
		]);
	});
	it.each([{ targets: [{ name: "a", url, model }] }, { targets: [{ name: "a", url }], defaults: { model } }])(
		"and not where each has one: %j",
		async (document) => {
			expect((await load(inFile(document, { env }))).warnings).toEqual([]);
		},
	);
});

it("warns of a value that a comment cuts short", async () => {
	const text =
		"LLM_API_KEY=ab#cd\nexport LLM_MODEL = m#1 # note\nHEARTBEAT_URL='http://h/#x'\nCOLOUR=a#b\nLLM_X=a # b\n";
	const config = await load({ flags: { url }, files: { ".env": text } });
	const why = 'ends before its "#", which begins a comment: put the value into quotes';
	expect(config.warnings).toEqual([`$DIR/.env: LLM_API_KEY ${why}`, `$DIR/.env: LLM_MODEL ${why}`]);
});

/** Root may read everything, so for root's test run the act happens as somebody else. */
async function withoutPrivileges(act: () => Promise<void>): Promise<void> {
	if (process.getuid?.() !== 0) return act();
	process.seteuid?.(65_534);
	try {
		await act();
	} finally {
		process.seteuid?.(0);
	}
}
