import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { composeMessage } from "../../../src/notify/message/compose.ts";
import type { WordedTransition } from "../../../src/notify/message/worded.ts";
import { type SlackPayload, slackPayload } from "../../../src/notify/slack/payload.ts";
import { many, NOON, recovered, transition } from "../sample-transitions.ts";

const context = { host: "mon1", now: NOON, stateProblem: null };

function payloadOf(...transitions: WordedTransition[]): SlackPayload {
	return slackPayload(composeMessage(transitions, context));
}

/** Every string that a reader's client interprets. */
function textsOf({ text, attachments }: SlackPayload): string[] {
	return [
		text,
		...attachments.flatMap((a) => [a.title, a.fallback, a.text, ...a.fields.flatMap((f) => [f.title, f.value])]),
	];
}

function discordLength({ attachments }: SlackPayload): number {
	return attachments.reduce(
		(sum, a) =>
			sum + a.title.length + a.text.length + a.fields.reduce((n, f) => n + f.title.length + f.value.length, 0),
		0,
	);
}

describe("foreign text", () => {
	const hostile: readonly [name: string, text: string, never: RegExp][] = [
		["a Slack mass mention", "<!channel> <!here>", /<!/],
		["a Slack link", "<http://evil|click>", /<http/],
		["a Mattermost mass mention", "@channel @all", /@(channel|all)/],
		["a Discord mass mention", "@everyone @here", /@(everyone|here)/],
		["control characters", "a\u0007b\u001b[31mc", /[^\P{Cc}\n]/u],
		["an entity of its own", "&lt;!channel&gt;", /(?<!&amp;)lt;!/],
	];
	const places = ["target", "model", "url", "headline", "detail"] as const;
	test.each(hostile.flatMap(([name, text, never]) => places.map((place) => ({ name, place, text, never }))))(
		"$name in $place",
		({ place, text, never }) => {
			for (const shown of textsOf(payloadOf(transition({ [place]: text })))) expect(shown).not.toMatch(never);
		},
	);

	test("a fence in a command cannot leave its code block", () => {
		const [attachment] = payloadOf(transition({ nextStep: "echo ```\n<!channel>\n````" })).attachments;
		expect(attachment?.text.match(/```/g)).toHaveLength(2);
		expect(attachment?.text).toContain("```\necho ``\n&lt;!channel&gt;\n``\n```");
	});

	test("a fence in prose cannot open one", () => {
		const [attachment] = payloadOf(transition({ detail: "bad ``` luck", nextStep: null })).attachments;
		expect(attachment?.text).not.toContain("```");
	});

	test("a command stays copyable: only the three entities", () => {
		const [attachment] = payloadOf(transition({ nextStep: "curl 'http://h/?a=1&b=2' > out @all" })).attachments;
		expect(attachment?.text).toContain("curl 'http://h/?a=1&amp;b=2' &gt; out @all");
	});
});

describe("size", () => {
	test("what is too long is cut, the command last, and no entity in the middle", () => {
		const payload = payloadOf(transition({ detail: "&".repeat(100_000), nextStep: `${"&".repeat(100_000)}` }));
		const [attachment] = payload.attachments;
		expect(attachment?.text.length).toBeLessThanOrEqual(3000);
		expect(attachment?.text.replaceAll("&amp;", "")).not.toContain("&");
		expect(attachment?.text).toContain("```");
	});

	test("a thousand targets on a thousand servers are one message of a page", () => {
		const payload = payloadOf(...many(1000, (i) => ({ url: `http://gpu${i}:8000/v1`, target: `t${i}` })));
		expect(payload.attachments).toHaveLength(1);
		expect(payload.attachments[0]?.text.split("\n").length).toBeLessThan(20);
		expect(payload.text).toContain("1000 targets on 1000 servers");
	});
});

const hostileText = fc.oneof(
	fc.string({ unit: "binary", maxLength: 300 }),
	fc.string({ unit: fc.constantFrom("<", ">", "&", "`", "@", "\n", "*", "|", "!channel", "@here"), maxLength: 800 }),
	fc.constantFrom("", "<!channel>", "```", "&amp;", "\ud800", "x".repeat(50_000)),
);
const time = fc.oneof(
	fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms).toISOString()),
	fc.constantFrom("", "yesterday", "2026-99-99T99:99"),
);
const status = fc.constantFrom("ok", "degraded", "model_down", "api_down");
const anyTransition: fc.Arbitrary<WordedTransition> = fc.record({
	id: fc.string(),
	kind: fc.constantFrom("problem", "recovered", "reminder", "flapping", "settled"),
	target: fc.oneof(hostileText, fc.constantFrom("a", "b", "c")),
	url: fc.oneof(hostileText, fc.constantFrom("http://a/v1", "http://b/v1")),
	model: fc.option(hostileText),
	server: fc.constantFrom("vllm", "unknown"),
	from: status,
	to: status,
	time,
	since: time,
	interrupted: fc.boolean(),
	cause: fc.constantFrom("refused", "timeout", null),
	headline: hostileText,
	detail: fc.option(hostileText),
	nextStep: fc.option(hostileText),
	ownNetwork: fc.boolean(),
	folded: fc.nat(20),
	pending: fc.constant(["slack"]),
});

test("whatever the transitions hold, the payload keeps every receiver's limits and pings nobody", () => {
	fc.assert(
		fc.property(
			fc.array(anyTransition, { maxLength: 30 }),
			hostileText,
			fc.constantFrom(null, "lost" as const, "unsaved" as const),
			(transitions, host, stateProblem) => {
				const message = composeMessage(transitions, { host, now: NOON, stateProblem });
				const payload = slackPayload(message);
				expect(payload.text.length).toBeLessThanOrEqual(300);
				expect(payload.text).not.toBe("");
				expect(payload.attachments.length).toBeLessThanOrEqual(10);
				expect(discordLength(payload)).toBeLessThanOrEqual(6000);
				for (const text of textsOf(payload)) {
					expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
					expect(text).not.toMatch(/[^\P{Cc}\n]/u);
					expect(text.isWellFormed()).toBe(true);
					expect((text.match(/```/g) ?? []).length % 2).toBe(0);
					expect(text.length).toBeLessThanOrEqual(3000);
				}
			},
		),
		{ numRuns: 500 },
	);
});

test("colours, in the words of the receivers", () => {
	const colours = payloadOf(
		transition({ target: "a", url: "http://a/v1" }),
		transition({ target: "b", url: "http://b/v1", to: "model_down" }),
		transition({ target: "c", url: "http://c/v1", to: "degraded" }),
		recovered({ target: "d", url: "http://d/v1" }),
	).attachments.map(({ color }) => color);
	expect(colours).toEqual(["#d00000", "#ff9f00", "#9e9e9e", "good"]);
});
