import { describe, expect, test } from "vitest";
import type { Delivery } from "../../../src/core/alerting/delivery.ts";
import { testMessage } from "../../../src/notify/message/compose.ts";
import type { DeliveryContext } from "../../../src/notify/notifier.ts";
import { deliver, type NotifierSetup } from "../../../src/notify/notifiers.ts";
import { A_HANG_MS } from "../../support/patience.ts";
import {
	cut,
	drip,
	empty,
	gigabyte,
	hangUp,
	html,
	json,
	late,
	type Reply,
	redirect,
	reset,
	silence,
	text,
} from "../../support/replies.ts";
import { startScriptedServer } from "../../support/scripted-server.ts";
import { caPem, selfSigned, trustedByCa } from "../../support/tls.ts";
import { useWebhook } from "../../support/use.ts";
import { NOON, transition, unworded } from "../sample-transitions.ts";

const receiver = useWebhook({ anew: true });

const SECRET = "B0SECRETPATH";
const transitions = [transition(), transition()].map(unworded);
const outgoing = { message: testMessage("slack", { host: "mon1", now: NOON }), transitions };
const waited: number[] = [];

function context(parts: Partial<DeliveryContext> & { withinMs?: number } = {}): DeliveryContext {
	const { withinMs = 3000, ...rest } = parts;
	return {
		deadlineAt: performance.now() + withinMs,
		userAgent: "llm-healthcheck/test",
		now: () => NOON,
		sleep: async (ms) => void waited.push(ms),
		...rest,
	};
}

function setup({ url, ...parts }: Partial<NotifierSetup> & { url?: () => string } = {}): NotifierSetup {
	const own = () => `http://127.0.0.1:${receiver.port}/services/T000/${SECRET}/XXXX`;
	return {
		kind: "slack",
		name: "slack",
		webhookUrl: { variable: "OPS_WEBHOOK_URL", read: url ?? own },
		minSeverity: "info",
		proxyUrl: null,
		caPem: null,
		...parts,
	};
}

const ACCEPTED: Delivery = { accepted: transitions.map(({ id }) => id), refused: [], problem: null };

/** All or none: what Slack does with a message. */
const kept = (problem: object) => ({ accepted: [], refused: [], problem: expect.objectContaining(problem) });

/** As if it were Slack's own host: an http address goes through a proxy in the clear. */
function asSlack(): NotifierSetup {
	return setup({
		url: () => `http://hooks.slack.com/services/T000/${SECRET}/XXXX`,
		proxyUrl: () => `http://127.0.0.1:${receiver.port}`,
	});
}

type Case = Readonly<{
	name: string;
	reply: Reply;
	kind: "accepted" | "retry" | "setup";
	reason?: RegExp;
	at?: () => NotifierSetup;
}>;

const rateLimited = (headers: Record<string, string>) =>
	json({ ok: false, error: "rate_limited", retry_after: 1 }, 429, headers);

const accepted: readonly Case[] = [
	{ name: "Slack: 200 ok", reply: text("ok"), kind: "accepted", at: asSlack },
	{ name: "Slack: 200 ok and a line break", reply: text("ok\n"), kind: "accepted", at: asSlack },
	{ name: "Slack's workflow trigger: 200 with JSON", reply: json({ ok: true }), kind: "accepted", at: asSlack },
	{ name: "Mattermost: 200 ok", reply: text("ok"), kind: "accepted" },
	{ name: "Rocket.Chat: 200 with JSON", reply: json({ success: true }), kind: "accepted" },
	{ name: "Discord's /slack: 200 ok", reply: text("ok"), kind: "accepted" },
	{ name: "Discord without wait: 204", reply: empty(204), kind: "accepted" },
	{ name: "202 and a whole page", reply: html("<html>thanks</html>", 202), kind: "accepted" },
	{ name: "200 and words in HTML", reply: html("<p>thanks</p>"), kind: "accepted" },
	{ name: "202 and a page", reply: html("<p>thanks</p>", 202), kind: "accepted" },
	{ name: "201 with an empty body", reply: empty(201), kind: "accepted" },
	{ name: "an imitator whose 200 breaks off", reply: cut("okokok", 2, "length"), kind: "accepted" },
];

const refusals: readonly Case[] = [
	["invalid_payload", 400, /not understood.*report this/],
	["no_text", 400, /report this/],
	["missing_text_or_fallback_or_attachments", 400, /report this/],
	["invalid_blocks", 400, /report this/],
	["too_many_attachments", 400, /too large/],
	["user_not_found", 400, /the person it posts to is gone/],
	["action_prohibited", 403, /administrator/],
	["posting_to_general_channel_denied", 403, /general channel/],
	["invalid_token", 403, /webhook was removed: create a new one and set OPS_WEBHOOK_URL/],
	["channel_not_found", 404, /channel was deleted/],
	["no_service", 404, /webhook was removed: create a new one and set OPS_WEBHOOK_URL/],
	["no_team", 404, /workspace of this webhook is gone/],
	["channel_is_archived", 410, /archived/],
	// The status code of a word is not guaranteed.
	["no_service", 500, /webhook was removed/],
	["no_service", 200, /webhook was removed/],
].map(([word, status, reason]) => ({
	name: `Slack: ${status} ${word}`,
	reply: text(String(word), Number(status)),
	kind: "setup",
	reason: reason as RegExp,
	at: asSlack,
}));

const others: readonly Case[] = [
	{
		name: "Rocket.Chat: 200 with success false",
		reply: json({ success: false, error: "x" }),
		kind: "setup",
		reason: /says that it failed/,
	},
	{ name: "Rocket.Chat: hook switched off", reply: json({ success: false }, 503), kind: "retry", reason: /HTTP 503/ },
	{
		name: "Discord: 401",
		reply: json({ message: "Invalid Webhook Token", code: 50027 }, 401),
		kind: "setup",
		reason: /401: Invalid Webhook Token/,
	},
	{
		name: "Discord: 400 too long",
		reply: json({ message: "Invalid Form Body" }, 400),
		kind: "setup",
		reason: /Invalid Form Body/,
	},
	{
		name: "404 of a web server",
		reply: html("<h1>Not Found</h1>", 404),
		kind: "setup",
		reason: /no webhook at this address/,
	},
	...[
		html("<!DOCTYPE html>\n<html><title>Sign in</title></html>"),
		html("\n<html lang=en>"),
		text("<!doctype HTML>"),
	].map(
		(reply, nth): Case => ({
			name: `200 and a login page (${nth + 1})`,
			reply,
			kind: "setup",
			reason: /a web page answered.*login/,
		}),
	),
	{ name: "405", reply: empty(405), kind: "setup", reason: /Slack-compatible/ },
	{ name: "410", reply: empty(410), kind: "setup", reason: /any more/ },
	{ name: "413", reply: empty(413), kind: "setup", reason: /too large/ },
	{
		name: "a redirect",
		reply: redirect("http://127.0.0.1:1/elsewhere"),
		kind: "setup",
		reason: /set the final address/,
	},
	{ name: "a permanent redirect", reply: redirect("/elsewhere", 308), kind: "setup", reason: /HTTP 308/ },
	{ name: "500 rollup_error", reply: text("rollup_error", 500), kind: "retry", reason: /rollup_error/, at: asSlack },
	{ name: "502 of a proxy", reply: html("<h1>Bad Gateway</h1>", 502), kind: "retry", reason: /HTTP 502/ },
	{ name: "408", reply: empty(408), kind: "retry" },
	{
		name: "Slack: 200 and a login page",
		reply: html("<h1>Sign in</h1>"),
		kind: "retry",
		reason: /something other than Slack/,
		at: asSlack,
	},
	{ name: "Slack: 200 and nothing", reply: empty(200), kind: "retry", at: asSlack },
	{
		name: "Slack: the 200 breaks off",
		reply: cut("ok     ", 1, "length"),
		kind: "retry",
		reason: /may come twice/,
		at: asSlack,
	},
	{ name: "closed without a word", reply: hangUp, kind: "retry", reason: /closed the connection.*may come twice/ },
	{ name: "reset", reply: reset, kind: "retry", reason: /closed the connection/ },
	{ name: "429 without a time", reply: empty(429), kind: "retry", reason: /no more messages for now/ },
	{ name: "429 for an hour", reply: rateLimited({ "retry-after": "3600" }), kind: "retry", reason: /for 1h/ },
	{
		name: "429 until a date tomorrow",
		reply: rateLimited({ "retry-after": new Date(NOON + 86_400_000).toUTCString() }),
		kind: "retry",
		reason: /for 1d/,
	},
	{ name: "429 with a Retry-After of nonsense", reply: rateLimited({ "retry-after": "soon" }), kind: "retry" },
];

describe.each([...accepted, ...refusals, ...others])("$name", ({ reply, kind, reason, at = setup }) => {
	test(`is ${kind}, tried once, without a word of the secret`, async () => {
		receiver.answerWith(reply);
		const delivery = await deliver(at(), outgoing, context());
		if (kind === "accepted") expect(delivery).toEqual(ACCEPTED);
		else expect(delivery).toEqual(kept({ kind, reason: expect.stringMatching(reason ?? "") }));
		expect(receiver.received).toHaveLength(1);
		expect(JSON.stringify(delivery)).not.toContain(SECRET);
	});
});

describe("429 that says when", () => {
	test.each([
		["in seconds", { "retry-after": "2" }, 2000],
		["in seconds, with a fraction", { "retry-after": "0.35" }, 350],
		["as a date", { "retry-after": new Date(NOON + 2000).toUTCString() }, 2000],
		["as a date gone by", { "retry-after": new Date(NOON - 5000).toUTCString() }, 0],
		["in the body only", {}, 1000],
	])("%s is waited for, once, then accepted", async (_name, headers, ms) => {
		waited.length = 0;
		receiver.answerWith((nth) => (nth === 1 ? rateLimited(headers) : text("ok")));
		expect(await deliver(setup(), outgoing, context())).toEqual(ACCEPTED);
		expect(waited).toEqual([ms]);
		expect(receiver.received).toHaveLength(2);
	});

	test("a second 429 is left to the next run", async () => {
		receiver.answerWith(rateLimited({ "retry-after": "1" }));
		expect(await deliver(setup(), outgoing, context())).toEqual(kept({ kind: "retry", retryAfterMs: 1000 }));
		expect(receiver.received).toHaveLength(2);
	});

	test("a wait past the deadline is left to the next run at once", async () => {
		waited.length = 0;
		receiver.answerWith(rateLimited({ "retry-after": "3" }));
		expect(await deliver(setup(), outgoing, context())).toEqual(kept({ kind: "retry", retryAfterMs: 3000 }));
		expect(waited).toEqual([]);
	});
});

describe("slow and endless receivers end with the deadline", () => {
	test.each([
		["silence", silence, "retry"],
		["an answer after the deadline", late(2000, text("ok")), "retry"],
		["an endless error page", gigabyteWith(500), "retry"],
		["an imitator that drips its 200 for ever", drip("ok", 50), "accepted"],
	] as const)("%s", async (_name, reply, kind) => {
		receiver.answerWith(reply);
		const began = performance.now();
		const delivery = await deliver(setup(), outgoing, context({ withinMs: 1000 }));
		expect(delivery).toEqual(kind === "accepted" ? ACCEPTED : kept({ kind }));
		expect(performance.now() - began).toBeLessThan(A_HANG_MS);
		receiver.answerWith(text("ok"));
	});

	function gigabyteWith(status: number): Reply {
		return { ...gigabyte("text/html"), status };
	}

	test("nothing is begun without time for its answer", async () => {
		const delivery = await deliver(setup(), outgoing, context({ withinMs: 100 }));
		expect(delivery).toEqual(kept({ kind: "retry", reason: expect.stringMatching(/no time/) }));
		expect(receiver.received).toHaveLength(0);
	});
});

describe("a network that fails", () => {
	test.each([
		["nothing listens", "http://127.0.0.1:1", /connection was refused \(ECONNREFUSED\)/],
		["no such name", "http://slack.invalid", /name cannot be resolved/],
	])("%s", async (_name, origin, reason) => {
		const url = () => `${origin}/services/T000/${SECRET}/XXXX`;
		const delivery = await deliver(setup({ url }), outgoing, context());
		expect(delivery).toEqual(kept({ kind: "retry", reason: expect.stringMatching(reason) }));
		expect(JSON.stringify(delivery)).not.toContain(SECRET);
	});

	test("a certificate that nobody vouches for", async () => {
		await using server = await startScriptedServer({ tls: selfSigned });
		const url = () => `https://127.0.0.1:${server.port}/services/${SECRET}`;
		const delivery = await deliver(setup({ url }), outgoing, context());
		expect(delivery).toEqual(kept({ kind: "retry", reason: expect.stringMatching(/certificate/) }));
	});

	test("a private authority that the notifier trusts", async () => {
		await using server = await startScriptedServer({
			tls: trustedByCa,
			script: { routes: { "*": text("ok") } },
		});
		const url = () => `https://127.0.0.1:${server.port}/services/${SECRET}`;
		expect(await deliver(setup({ url, caPem }), outgoing, context())).toEqual(ACCEPTED);
	});
});

describe("what is sent", () => {
	test("JSON by POST, with our name, to the whole secret path", async () => {
		receiver.answerWith(text("ok"));
		await deliver(setup(), outgoing, context());
		const [sent] = receiver.received;
		expect(sent?.path).toBe(`/services/T000/${SECRET}/XXXX`);
		expect(sent?.headers["content-type"]).toBe("application/json; charset=utf-8");
		expect(sent?.headers["user-agent"]).toBe("llm-healthcheck/test");
		expect(sent?.payload).toMatchObject({ text: expect.stringContaining("TEST"), attachments: [{}] });
	});

	test("a receiver that echoes the address cannot make us print it", async () => {
		receiver.answerWith((_nth, { path }) => text(`Cannot POST ${path} (${encodeURIComponent(path)})`, 404));
		const delivery = await deliver(setup(), outgoing, context());
		expect(delivery).toEqual(kept({ kind: "setup", reason: expect.stringContaining("Cannot POST ***") }));
		expect(JSON.stringify(delivery)).not.toContain(SECRET);
	});

	test("a broken proxy address is no crash, and no secret", async () => {
		const proxyUrl = () => `nonsense://${SECRET}`;
		const delivery = await deliver(setup({ proxyUrl }), outgoing, context());
		expect(delivery).toEqual(kept({ kind: "retry" }));
		expect(JSON.stringify(delivery)).not.toContain(SECRET);
	});
});
