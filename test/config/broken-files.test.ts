import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { problemsOf } from "./setting.ts";

const folder = join(__dirname, "testdata");

/** One broken rule a file (or one family of rules), and all that is said of it. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
	"booleans.json": [
		'defaults.stream: found "yes"; it must be true or false',
		"defaults.noWake: found 1; it must be true or false",
		"defaults.announceDegraded: found null; it must be true or false",
	],
	"choices.json": [
		'defaults.auth: found "basic"; it must be one of "bearer", "api-key", "x-api-key"',
		'slack.minSeverity: found "error"; it must be one of "info", "warning", "critical"',
		'state.mode: found 600; it must be one of "0600", "0640", "0644"',
	],
	"comma-in-list.json": ['line 3, column 1: this is not JSON: remove the comma before "]"'],
	"comment.json": ["line 2, column 2: this is not JSON: JSON has no comments"],
	"cut-off.json": ["line 2, column 1: this is not JSON: the file ends too early"],
	"double-key.json": ["line 3, column 2: this is not JSON: this object has the same key twice"],
	"duration-object.json": [
		'deadline: found an object; it must be a duration such as "500ms", "15s", "2m", "1h" or a number of seconds (at most 24d)',
	],
	"duration-words.json": [
		'targets[0].apiTimeout: found "15 sec"; it must be a duration such as "500ms", "15s", "2m", "1h" or a number of seconds (at most 24d)',
		'targets[0].inferenceTimeout: found "-1s"; it must be a duration such as "500ms", "15s", "2m", "1h" or a number of seconds (at most 24d)',
		'targets[0].slow: found true; it must be a duration such as "500ms", "15s", "2m", "1h" or a number of seconds (at most 24d)',
		'deadline: found "fast"; it must be a duration such as "500ms", "15s", "2m", "1h" or a number of seconds (at most 24d)',
	],
	"duration-zero.json": [
		'defaults.apiTimeout: found 0; it must be a duration such as "500ms", "15s", "2m", "1h" or a number of seconds (at most 24d)',
		'defaults.inferenceTimeout: found "0s"; it must be a duration such as "500ms", "15s", "2m", "1h" or a number of seconds (at most 24d)',
		'defaults.slow: found -5; it must be a duration such as "500ms", "15s", "2m", "1h" or a number of seconds (at most 24d)',
		'defaults.remindEvery: found "90d"; it must be a duration such as "500ms", "15s", "2m", "1h" or a number of seconds (at most 24d)',
	],
	"empty.json": ["the file is empty: the least it can say is {}"],
	"everything-at-once.json": [
		"targets[0].url: this looks like a secret, and secrets do not belong in this file: leave the credentials out of the address; the API key belongs in the environment variable LLM_API_KEY",
		'targets[1].slow: found "x"; it must be a duration such as "500ms", "15s", "2m", "1h" or a number of seconds (at most 24d)',
		'slack[0].minSeverity: found "none"; it must be one of "info", "warning", "critical"',
		"deadlin: there is no such setting; did you mean deadline?",
		'targets[1].name: "a" is the name of targets[0] already; names must be unique',
	],
	"expect.json": ['defaults.expect: found "(OK"; it must be a regular expression that JavaScript understands'],
	"heartbeat.json": [
		"heartbeatUrl: secrets do not belong in this file: put it into an environment variable, and name that with heartbeatUrlEnv",
	],
	"key-as-apikey.json": [
		"defaults.apiKey: secrets do not belong in this file: put it into an environment variable, and name that with apiKeyEnv",
		"targets[0].api_key: secrets do not belong in this file: put it into an environment variable, and name that with apiKeyEnv",
	],
	"key-as-name-of-variable.json": [
		"defaults.apiKeyEnv: this looks like a secret, and secrets do not belong in this file: put the key into the environment variable LLM_API_KEY, and write that name here",
	],
	"key-of-unknown-make.json": [
		"defaults.apiKeyEnv: found a text (not shown here, as it could be a secret); it must be the NAME of an environment variable, in capitals, such as LLM_API_KEY (never the secret itself)",
	],
	"kind.json": [
		'targets[0].kind: found "lm"; it must be one of "llm"; did you mean "llm"?',
		'targets[1].kind: found "gpu"; it must be one of "llm"',
		'targets[2].kind: found null; it must be one of "llm"',
		'targets[3]: found "http://gpu1"; it must be an object',
	],
	"maintenance-backwards.json": [
		'defaults.maintenance[0].to: found "2026-02-01T12:00+02:00"; it must be later than "from"',
	],
	"maintenance.json": [
		'defaults.maintenance[0].from: found "2026-02-01T10:00"; it must be a moment with its offset, such as "2026-01-31T22:00:00Z" or "2026-01-31T22:00+01:00"',
		'defaults.maintenance[1].from: found "2026-13-01T10:00Z"; it must be a moment with its offset, such as "2026-01-31T22:00:00Z" or "2026-01-31T22:00+01:00"',
		'defaults.maintenance[1].to: found "tomorrow"; it must be a moment with its offset, such as "2026-01-31T22:00:00Z" or "2026-01-31T22:00+01:00"',
	],
	"missing-comma.json": ['line 3, column 2: this is not JSON: "," or "}" belongs here'],
	"name-bad.json": [
		'targets[0].name: found ""; it must be a name of 1 to 100 printable characters',
		'targets[1].name: found " padded"; it must be a name of 1 to 100 printable characters',
		"targets[2].name: found a text of 9 characters; it must be a name of 1 to 100 printable characters",
		"targets[3].name: found 7; it must be a name of 1 to 100 printable characters",
	],
	"name-missing.json": ["targets[0].name is missing; it must be a name of 1 to 100 printable characters"],
	"name-twice.json": ['targets[2].name: "a" is the name of targets[0] already; names must be unique'],
	"not-an-object.json": ["the file: found a list; it must be an object"],
	"not-json.json": ["line 1, column 1: this is not JSON: a value is missing or unreadable here"],
	"notifiers.json": [
		"notifiers[4].webhookUrlEnv: this looks like a secret, and secrets do not belong in this file: put the address into the environment variable SLACK_WEBHOOK_URL, and write that name here",
		'slack.kind: every notifier here is of the kind "slack"; others belong under notifiers',
		'notifiers[0].kind: found "slak"; it must be one of "slack"; did you mean "slack"?',
		'notifiers[1].kind is missing; it must be one of "slack"',
		'notifiers[2]: found "hello"; it must be an object',
		'notifiers[3].kind: found 7; it must be one of "slack"',
		'notifiers[4].minSeverity: found "loud"; it must be one of "info", "warning", "critical"',
		'notifiers[4].caFile: found "~/x"; it must be a path (absolute, or relative to this file; ~ is not expanded)',
		"notifiers[4].webhookUrl: secrets do not belong in this file: put it into an environment variable, and name that with webhookUrlEnv",
		"notifiers[5].nam: there is no such setting; did you mean name?",
		"notifiers[5].routingKeyEnv: there is no such setting; known here: kind, name, minSeverity, caFile, webhookUrlEnv",
		'notifiers[1].name: "x" is the name of slack already; names must be unique',
		'notifiers[6].name: "x" is the name of slack already; names must be unique',
	],
	"numbers.json": [
		"defaults.maxTokens: found 0; it must be a whole number from 1 to 4096",
		"defaults.temperature: found 3; it must be a number from 0 to 2",
		"defaults.alertAfter: found 1.5; it must be a whole number of runs from 1 to 1000",
		'defaults.recoverAfter: found "2"; it must be a whole number of runs from 1 to 1000',
		"defaults.flapping.changes: found 1; it must be a whole number from 2 to 100",
	],
	"only-space.json": ["the file is empty: the least it can say is {}"],
	"open-text.json": ["line 2, column 14: this is not JSON: this text has no end on its line, or a wrong backslash"],
	"openai-key.json": [
		"defaults.prompt: this looks like a secret, and secrets do not belong in this file: put it into an environment variable, and name that with apiKeyEnv or webhookUrlEnv",
	],
	"paths.json": [
		'defaults.caFile: found "~/ca.pem"; it must be a path (absolute, or relative to this file; ~ is not expanded)',
		'state.path: found ""; it must be a path (absolute, or relative to this file; ~ is not expanded)',
		"textfile: found a list; it must be a path (absolute, or relative to this file; ~ is not expanded)",
	],
	"prompt.json": [
		'defaults.model: found ""; it must be the id of a model',
		'defaults.prompt: found ""; it must be a text of 1 to 500 characters',
	],
	"quiet-hours.json": [
		'defaults.quietHours[0].days[0]: found "monday"; it must be one of "sun", "mon", "tue", "wed", "thu", "fri", "sat"',
		'defaults.quietHours[0].from: found "22"; it must be a time of day such as "22:00"',
		'defaults.quietHours[0].to: found "24:30"; it must be a time of day such as "22:00"',
		'defaults.quietHours[0].timeZone: found "Berlin"; it must be a time zone such as "Europe/Berlin" or "UTC"',
		'defaults.quietHours[1].from is missing; it must be a time of day such as "22:00"',
	],
	"quiet-hours-empty.json": [
		'defaults.quietHours[0].to: found "07:00"; it must be another time than "from" (00:00 to 24:00 is the whole day)',
	],
	"single-quotes.json": ["line 1, column 3: this is not JSON: JSON wants double quotes"],
	"slack-names.json": ['slack[1].name: "ops" is the name of slack[0] already; names must be unique'],
	"slack-text.json": ['slack: found "#alerts"; it must be an object, or a list of objects'],
	"targets-object.json": ["targets: found an object; it must be a list"],
	"too-deep.json": ["line 1, column 102: this is not JSON: nested too deeply"],
	"trailing-comma.json": ['line 2, column 59: this is not JSON: remove the comma before "}"'],
	"two-documents.json": ["line 2, column 1: this is not JSON: nothing may follow the closing bracket"],
	"unknown-default-key.json": [
		"defaults.url: this belongs to each target, not to all",
		"defaults.no_wake: there is no such setting; did you mean noWake?",
	],
	"unknown-inner-keys.json": [
		"targets[0].flapping.for: there is no such setting; known here: changes, within",
		"targets[0].quietHours[0].till: there is no such setting; known here: days, from, to, timeZone",
		"state.file: there is no such setting; known here: path, mode",
		"state.Mode: there is no such setting; did you mean mode?",
	],
	"unknown-root-key.json": [
		"tragets: there is no such setting; did you mean targets?",
		"heartBeatUrlEnv: there is no such setting; did you mean heartbeatUrlEnv?",
	],
	"unknown-target-key.json": [
		"targets[0].inferenceTimout: there is no such setting; did you mean inferenceTimeout?",
		"targets[0].timeout: there is no such setting; did you mean apiTimeout?",
	],
	"url-bad.json": [
		"targets[0].url: it must begin with http:// or https://",
		"targets[1].url: it is not a URL: write http://host:port, as in http://gpu1:8000",
		"targets[2].url: it holds a query (the part from the question mark on): leave it out",
		"targets[3].url: it is empty",
		"targets[4].url: found 8000; it must be the address of the server, such as http://gpu1:8000",
		"targets[5].url: two slashes belong after http:",
		"targets[6].url: it holds a fragment (the part from # on): leave it out",
	],
	"url-missing.json": ["targets[0].url is missing; it must be the address of the server, such as http://gpu1:8000"],
	"url-with-credentials.json": [
		"targets[0].url: this looks like a secret, and secrets do not belong in this file: leave the credentials out of the address; the API key belongs in the environment variable LLM_API_KEY",
	],
	"webhook-as-name-of-variable.json": [
		"slack[0].webhookUrlEnv: this looks like a secret, and secrets do not belong in this file: put the address into the environment variable SLACK_WEBHOOK_URL, and write that name here",
	],
	"webhook.json": [
		"slack.webhookUrl: this looks like a secret, and secrets do not belong in this file: put it into an environment variable, and name that with webhookUrlEnv",
	],
};

describe("a broken config file is refused, with every problem in words", () => {
	it.each(Object.entries(EXPECTED))("%s", async (name, problems) => {
		const text = readFileSync(join(folder, name), "utf8");
		const found = await problemsOf({ flags: { config: "c.json" }, files: { "c.json": text } });
		expect(found).toEqual(problems.map((problem) => `$DIR/c.json: ${problem}`));
	});

	it("has a row for every file", () => {
		expect(Object.keys(EXPECTED).sort()).toEqual(readdirSync(folder).sort());
	});
});
