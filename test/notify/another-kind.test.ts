import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { Config } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { NOTIFIER_KINDS, notifierKind } from "../../src/config/notifier-kinds.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { retryAfterMs } from "../../src/core/alerting/retry-after.ts";
import type { NamedSecret } from "../../src/core/target/target.ts";
import type { CommonSetup, Notifier } from "../../src/notify/notifier.ts";
import { exchange } from "../../src/notify/post.ts";
import { redactUrl } from "../../src/notify/redact.ts";
import { send } from "../../src/notify/send.ts";
import { renderTests, sendTests } from "../../src/notify/test-alert.ts";
import { check } from "../../src/run/check.ts";
import { openStore } from "../../src/store/store.ts";
import { makeFolder } from "../config/setting.ts";
import { probed, scriptedProbers } from "../faults/world.ts";
import { empty, type Reply } from "../support/replies.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";

/*
 * Another kind of notifier takes a deliverer and a row in each of two tables, and nothing else: here it is made up.
 * It sends each alert on its own, and its receiver accepts some, refuses some for their content, and may ask for time.
 */

type PigeonSetup = CommonSetup &
	Readonly<{ kind: "pigeon"; loft: string; token: NamedSecret; ring: NamedSecret | null }>;

const pigeon: Notifier<PigeonSetup> = {
	place: ({ loft }) => redactUrl(loft),
	async deliver({ loft, token, proxyUrl, caPem }, { message, transitions }, context) {
		const accepted: string[] = [];
		const refused: { ids: string[]; reason: string }[] = [];
		const headers = { authorization: `Bearer ${token.read()}` };
		const letters = transitions.length > 0 ? transitions : [{ id: "test", target: "none" }];
		for (const { id, target } of letters) {
			const letter = JSON.stringify({ id, target, text: message.summary });
			const answer = await exchange({ url: () => loft, proxyUrl, caPem }, letter, {
				...context,
				timeoutMs: 3000,
				headers,
			});
			if (answer.kind === "silent")
				return { accepted, refused, problem: { kind: "retry", reason: answer.why, retryAfterMs: null } };
			const { status } = answer;
			if (status === 401) return { accepted, refused, problem: { kind: "setup", reason: `set ${token.variable}` } };
			if (status === 429) {
				const afterMs = retryAfterMs(answer.headers["retry-after"], null, context.now());
				return { accepted, refused, problem: { kind: "retry", reason: "the loft is full", retryAfterMs: afterMs } };
			}
			if (status === 422) refused.push({ ids: [id], reason: `${target} is too heavy` });
			else accepted.push(id);
		}
		return { accepted, refused, problem: null };
	},
};

const KINDS = {
	...NOTIFIER_KINDS,
	pigeon: notifierKind({
		keys: { loft: z.url("a web address"), tokenEnv: z.optional(z.string()), ringEnv: z.optional(z.string()) },
		secrets: { tokenEnv: { form: "key", variable: "PIGEON_TOKEN" }, ringEnv: { form: "key", variable: null } },
		address: ({ loft }) => loft,
	}),
};
const TABLE = { pigeon: async () => pigeon };

const receiver = await startWebhookReceiver();
afterAll(() => receiver.close());
beforeEach(() => receiver.forget());
const loft = `http://127.0.0.1:${receiver.port}/loft`;

const MINUTE = 60_000;
const START = Date.parse("2026-01-01T00:00:00Z");
const targets = ["one", "two", "three", "four"].map((name, index) => ({
	name,
	url: `http://127.0.0.1:${8000 + index}`,
}));

async function configured(): Promise<Config & { folder: string }> {
	const folder = makeFolder({ "c.json": JSON.stringify({ targets, notifiers: [{ kind: "pigeon", loft }] }) });
	const environment = { env: { PIGEON_TOKEN: "coo", STATE_DIRECTORY: folder }, cwd: folder, isRoot: true };
	return { ...(await loadConfig({ config: "c.json" }, "check", environment, KINDS)), folder };
}

function runOver(config: Config & { folder: string }) {
	const store = openStore(join(config.folder, "state.json"), 0o600, process);
	const sleep = async () => {};
	return async (minute: number) => {
		const now = () => START + minute * MINUTE;
		receiver.forget();
		const report = await check({
			config,
			version: "0.0.0",
			userAgent: "test",
			deadlineAt: Number.POSITIVE_INFINITY,
			limit: { ms: config.deadlineMs, flag: "--deadline" },
			maxConnections: 1,
			trace: null,
			sleep,
			now,
			probers: scriptedProbers(async (requests) => requests.map(({ target }) => probed(target, "api_down", now()))),
			store,
			send: (notifier, due, context) =>
				send(
					notifier,
					due,
					{ ...context, userAgent: "test", host: "mon1", now, sleep, deadlineAt: performance.now() + 9000 },
					TABLE,
				),
		});
		const state = await store.peek();
		return {
			sent: receiver.received.map(({ payload }) => (payload as { target: string }).target),
			warnings: report.warnings,
			marks: report.targets.map(({ alert }) => alert),
			waiting: state.kind === "state" ? state.state.outbox.map(({ target }) => target) : [],
		};
	};
}

/** The receiver's answer to the alert of each target. */
function answering(replies: Readonly<Record<string, Reply>>): void {
	receiver.answerWith((_nth, { payload }) => replies[(payload as { target: string }).target] ?? empty(204));
}

describe("a kind that the program does not have", () => {
	it("is configured, delivers, and what it does not accept goes its own way", async () => {
		const run = runOver(await configured());
		answering({ two: empty(422), three: empty(429, { "retry-after": "600" }) });
		expect(await run(0)).toEqual({
			sent: ["one", "two", "three"],
			warnings: [
				"pigeon: two is too heavy. The alert is dropped, as it would be refused again",
				"pigeon: the loft is full. The alert is kept, and tried again in 10m at the earliest",
			],
			marks: ["sent", "none", "pending", "pending"],
			waiting: ["three", "four"],
		});
		expect(receiver.received[0]?.headers).toMatchObject({ authorization: "Bearer coo" });
		answering({});
		expect(await run(5)).toEqual({
			sent: [],
			warnings: ["pigeon: not tried, as it asked to be left alone until 2026-01-01T00:10:00.000Z. The alert is kept"],
			marks: ["none", "none", "pending", "pending"],
			waiting: ["three", "four"],
		});
		expect(await run(10)).toMatchObject({ sent: ["three", "four"], warnings: [], waiting: [] });
		expect(await run(15)).toMatchObject({ sent: [], warnings: [], marks: ["none", "none", "none", "none"] });
	});

	it("has a test message of its own", async () => {
		const { notifiers } = await configured();
		const context = { deadlineAt: performance.now() + 3000, userAgent: "test", host: "mon1", now: Date.now };
		const test = async () => renderTests(await sendTests(notifiers, { ...context, sleep: async () => {} }, TABLE));
		answering({});
		const sent = `pigeon: sent to http://127.0.0.1:${receiver.port}/***: look for a message marked TEST there\n`;
		expect(await test()).toEqual({ stdout: sent, exitCode: 0 });
		answering({ none: empty(401) });
		expect(await test()).toEqual({ stdout: "pigeon: REFUSED – set PIGEON_TOKEN\n", exitCode: 3 });
		answering({ none: empty(422) });
		expect(await test()).toEqual({ stdout: "pigeon: REFUSED – none is too heavy\n", exitCode: 3 });
	});

	it("has its own words for mistakes, and its keys are refused where they belong to another kind", () => {
		const notifiers = [
			{ kind: "slack", loft },
			{ kind: "pigeon", lofty: loft, token: "x" },
			{ kind: "pidgeon", loft },
		];
		expect(parseConfig(JSON.stringify({ slack: { tokenEnv: "A" }, notifiers }), KINDS)).toEqual({
			ok: false,
			problems: [
				'slack.tokenEnv: this belongs to a notifier of the kind "pigeon", and here is one of the kind "slack"',
				'notifiers[0].loft: this belongs to a notifier of the kind "pigeon", and here is one of the kind "slack"',
				"notifiers[1].loft is missing; it must be a web address",
				"notifiers[1].lofty: there is no such setting; did you mean loft?",
				"notifiers[1].token: secrets do not belong in this file: put it into an environment variable, and name that with tokenEnv",
				'notifiers[2].kind: found "pidgeon"; it must be one of "slack", "pigeon"; did you mean "pigeon"?',
			],
		});
	});

	it("is unknown without its row", () => {
		const text = JSON.stringify({ notifiers: [{ kind: "pigeon", loft }] });
		expect(parseConfig(text)).toMatchObject({ ok: false });
	});
});
