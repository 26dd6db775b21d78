import { describe, expect, it } from "vitest";
import type { Config } from "../../src/config/config.ts";
import type { LlmTarget } from "../../src/core/target/target.ts";
import { caPem } from "../support/tls.ts";
import { load, problemsOf, type Setting } from "./setting.ts";

const json = (document: unknown) => JSON.stringify(document);
const url = "http://gpu1:8000";
const fleet = json({
	targets: [
		{ name: "a", url: "http://a" },
		{ name: "b", url: "http://b", model: "m" },
	],
});
const llm = (config: Config) => config.targets.map((setup) => ({ ...setup, target: setup.target as LlmTarget }));
const first = (config: Config) => llm(config)[0];
const key = (config: Config) => first(config)?.access.apiKey?.();

describe("the strongest source wins: flags, environment, .env, config file, defaults", () => {
	const file = json({ targets: [{ name: "f", url: "http://file" }], deadline: "4s", state: { path: "file.json" } });
	it.each<[string, Setting, (config: Config) => unknown, unknown]>([
		[
			"url: flag over environment",
			{ flags: { url }, env: { LLM_BASE_URL: "http://env" } },
			(c) => first(c)?.target.url,
			`${url}/v1`,
		],
		[
			"url: environment over .env",
			{ env: { LLM_BASE_URL: "http://env" }, files: { ".env": "LLM_BASE_URL=http://dot" } },
			(c) => first(c)?.target.url,
			"http://env/v1",
		],
		["url: .env alone", { files: { ".env": "LLM_BASE_URL=http://dot" } }, (c) => first(c)?.target.url, "http://dot/v1"],
		[
			"url: flag over the file's targets",
			{ flags: { url, config: "c.json" }, files: { "c.json": file } },
			(c) => c.targets.map((t) => t.target.name),
			["gpu1:8000"],
		],
		[
			"url: the file's targets over the environment",
			{ flags: { config: "c.json" }, env: { LLM_BASE_URL: "http://env" }, files: { "c.json": file } },
			(c) => c.targets.map((t) => t.target.name),
			["f"],
		],
		[
			"url: environment where the file has no targets",
			{ flags: { config: "c.json" }, env: { LLM_BASE_URL: "http://env" }, files: { "c.json": "{}" } },
			(c) => first(c)?.target.url,
			"http://env/v1",
		],
		[
			"kind: llm where the target does not say",
			{
				flags: { config: "c.json" },
				files: {
					"c.json": json({
						targets: [
							{ name: "a", url },
							{ name: "b", url, kind: "llm" },
						],
					}),
				},
			},
			(c) => c.targets.map(({ target: { kind, name, url } }) => ({ kind, name, url })),
			[
				{ kind: "llm", name: "a", url: `${url}/v1` },
				{ kind: "llm", name: "b", url: `${url}/v1` },
			],
		],
		[
			"model: flag over environment",
			{ flags: { url, model: "flag" }, env: { LLM_MODEL: "env" } },
			(c) => first(c)?.target.model,
			"flag",
		],
		[
			"model: environment over defaults",
			{
				flags: { url, config: "c.json" },
				env: { LLM_MODEL: "env" },
				files: { "c.json": json({ defaults: { model: "d" } }) },
			},
			(c) => first(c)?.target.model,
			"env",
		],
		[
			"model: the target's over defaults",
			{
				flags: { config: "c.json", target: ["b"] },
				files: { "c.json": json({ ...JSON.parse(fleet), defaults: { model: "d" } }) },
			},
			(c) => first(c)?.target.model,
			"m",
		],
		[
			"model: defaults",
			{
				flags: { config: "c.json", target: ["a"] },
				files: { "c.json": json({ ...JSON.parse(fleet), defaults: { model: "d" } }) },
			},
			(c) => first(c)?.target.model,
			"d",
		],
		[
			"key: environment over .env",
			{ flags: { url }, env: { LLM_API_KEY: "env" }, files: { ".env": "LLM_API_KEY=dot" } },
			key,
			"env",
		],
		[
			"key: an empty variable is none",
			{ flags: { url }, env: { LLM_API_KEY: " " }, files: { ".env": "LLM_API_KEY=dot" } },
			key,
			"dot",
		],
		[
			"key: a file, trimmed",
			{ flags: { url }, env: { LLM_API_KEY_FILE: "$DIR/key" }, files: { key: " k1\n" } },
			key,
			"k1",
		],
		[
			"key: a file named in the environment over .env",
			{ flags: { url }, env: { LLM_API_KEY_FILE: "key" }, files: { key: "k1", ".env": "LLM_API_KEY=dot" } },
			key,
			"k1",
		],
		[
			"key: a systemd credential",
			{ flags: { url }, env: { CREDENTIALS_DIRECTORY: "$DIR/cred" }, files: { "cred/LLM_API_KEY": "k2\n" } },
			key,
			"k2",
		],
		[
			"key: the environment over a systemd credential",
			{
				flags: { url },
				env: { LLM_API_KEY: "k1", CREDENTIALS_DIRECTORY: "$DIR/cred" },
				files: { "cred/LLM_API_KEY": "k2" },
			},
			key,
			"k1",
		],
		["key: none", { flags: { url } }, key, undefined],
		[
			"deadline: flag over file",
			{ flags: { url, config: "c.json", deadlineMs: 9 }, files: { "c.json": file } },
			(c) => c.deadlineMs,
			9,
		],
		["deadline: file", { flags: { url, config: "c.json" }, files: { "c.json": file } }, (c) => c.deadlineMs, 4000],
		["deadline: default", { flags: { url } }, (c) => c.deadlineMs, 60_000],
		[
			"state: flag over environment",
			{ flags: { url, state: "flag.json" }, env: { LLM_HEALTHCHECK_STATE: "/env.json" } },
			(c) => c.statePath,
			"$DIR/flag.json",
		],
		[
			"state: environment over file",
			{ flags: { url, config: "c.json" }, env: { LLM_HEALTHCHECK_STATE: "/env.json" }, files: { "c.json": file } },
			(c) => c.statePath,
			"/env.json",
		],
		[
			"state: file, relative to it",
			{ flags: { url, config: "sub/c.json" }, files: { "sub/c.json": file } },
			(c) => c.statePath,
			"$DIR/sub/file.json",
		],
		[
			"config: flag over environment",
			{ flags: { url, config: "c.json" }, env: { LLM_HEALTHCHECK_CONFIG: "/nowhere" }, files: { "c.json": file } },
			(c) => c.deadlineMs,
			4000,
		],
		[
			"config: environment over the usual places",
			{
				flags: { url },
				env: { LLM_HEALTHCHECK_CONFIG: "c.json", XDG_CONFIG_HOME: "$DIR/x" },
				files: { "c.json": file, "x/llm-healthcheck/config.json": "broken" },
			},
			(c) => c.deadlineMs,
			4000,
		],
		[
			"config: named in .env",
			{ files: { ".env": "LLM_HEALTHCHECK_CONFIG=c.json", "c.json": file } },
			(c) => c.deadlineMs,
			4000,
		],
		[
			"config: XDG",
			{ env: { XDG_CONFIG_HOME: "$DIR/x" }, files: { "x/llm-healthcheck/config.json": file } },
			(c) => c.targets.length,
			1,
		],
		[
			"config: HOME",
			{ env: { HOME: "$DIR/h" }, files: { "h/.config/llm-healthcheck/config.json": file } },
			(c) => c.targets.length,
			1,
		],
		[
			"env file: named",
			{
				flags: { dotenv: "my.env" },
				files: { "my.env": "export LLM_BASE_URL='http://dot'", ".env": "LLM_BASE_URL=http://no" },
			},
			(c) => first(c)?.target.url,
			"http://dot/v1",
		],
		["env file: .env may be a folder", { flags: { url }, files: { ".env/bin/python": "" } }, (c) => c.warnings, []],
		[
			"timeouts: flag over target over defaults",
			{
				flags: { config: "c.json", apiTimeoutMs: 1 },
				files: {
					"c.json": json({
						defaults: { apiTimeout: 2, inferenceTimeout: 3 },
						targets: [{ name: "a", url, inferenceTimeout: "4s" }],
					}),
				},
			},
			(c) => [first(c)?.target.apiTimeoutMs, first(c)?.target.inferenceTimeoutMs],
			[1, 4000],
		],
		[
			"null switches a default off",
			{
				flags: { config: "c.json" },
				files: { "c.json": json({ defaults: { slow: 1 }, targets: [{ name: "a", url, slow: null }] }) },
			},
			(c) => first(c)?.target.slowMs,
			null,
		],
		[
			"caFile: its whole path goes with the target",
			{
				flags: { config: "etc/c.json" },
				files: { "etc/c.json": json({ targets: [{ name: "a", url, caFile: "ca.pem" }] }), "etc/ca.pem": caPem },
			},
			(c) => first(c)?.target.caFile?.endsWith("/etc/ca.pem"),
			true,
		],
		[
			"noWake: flag over file",
			{ flags: { config: "c.json", wake: false }, files: { "c.json": fleet } },
			(c) => llm(c).map((t) => t.target.noWake),
			[true, true],
		],
		[
			"maintenance: of all targets, also where --target leaves some out; the target's own over defaults",
			{
				flags: { config: "c.json", target: ["a"] },
				files: {
					"c.json": json({
						defaults: { maintenance: [{ from: "2026-01-01T00:00Z", to: "2026-01-02T00:00Z" }] },
						targets: [
							{ name: "a", url, maintenance: [] },
							{ name: "b", url },
						],
					}),
				},
			},
			(c) => [...c.quiet],
			[
				["a", []],
				["b", [{ kind: "once", fromTime: Date.parse("2026-01-01"), toTime: Date.parse("2026-01-02") }]],
			],
		],
		[
			"a byte order mark is tolerated",
			{ flags: { config: "c.json" }, files: { "c.json": `\ufeff${fleet}` } },
			(c) => c.targets.length,
			2,
		],
	])("%s", async (_, setting, read, expected) => {
		expect(read(await load(setting))).toEqual(expected);
	});
});

describe("where the state goes when nobody says", () => {
	it.each<[string, Setting, string]>([
		["root", { isRoot: true, env: { HOME: "/root" } }, "/var/lib/llm-healthcheck/state.json"],
		["a user", { isRoot: false, env: { HOME: "/home/ada" } }, "/home/ada/.local/state/llm-healthcheck/state.json"],
		[
			"a user with XDG",
			{ isRoot: false, env: { HOME: "/home/ada", XDG_STATE_HOME: "/s" } },
			"/s/llm-healthcheck/state.json",
		],
		["systemd", { isRoot: true, env: { STATE_DIRECTORY: "/var/lib/one:/var/lib/two" } }, "/var/lib/one/state.json"],
		[
			"XDG must be absolute",
			{ isRoot: false, env: { HOME: "/home/ada", XDG_STATE_HOME: "s" } },
			"/home/ada/.local/state/llm-healthcheck/state.json",
		],
	])("%s", async (_, setting, path) => {
		expect((await load({ flags: { url }, ...setting })).statePath).toBe(path);
	});

	it.each([{}, { HOME: "" }, { HOME: "/nonexistent" }, { HOME: "relative" }])(
		"no home %j: said for check, of no matter for probe",
		async (env) => {
			const setting = { flags: { url }, isRoot: false, env: env as Record<string, string> };
			expect(await problemsOf(setting)).toEqual([
				"there is no place for the state file, as HOME names no folder: give --state PATH or set LLM_HEALTHCHECK_STATE",
			]);
			expect((await load({ ...setting, command: "probe" })).statePath).toBe("");
		},
	);
});
