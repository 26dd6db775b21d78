import fc from "fast-check";
import { expect, test } from "vitest";
import { quoteWithout, redactUrl } from "../../src/notify/redact.ts";

test.each([
	["https://hooks.slack.com/services/T0/B0/abc", "https://hooks.slack.com/services/***"],
	["https://hooks.slack.com/workflows/T0/A0/1/abc", "https://hooks.slack.com/***"],
	["https://chat.example.org:8443/hooks/abc", "https://chat.example.org:8443/***"],
	["https://discord.com/api/webhooks/1/abc/slack", "https://discord.com/***"],
	["https://me:secret@chat.example.org/hooks/abc?token=def", "https://chat.example.org/***"],
	["nonsense", "***"],
])("%s → %s", (url, expected) => {
	expect(redactUrl(url)).toBe(expected);
});

test("no piece of the address survives in quoted words, plain or encoded", () => {
	const piece = fc.stringMatching(/^[A-Za-z0-9]{8,24}$/);
	fc.assert(
		fc.property(piece, piece, piece, fc.string(), (team, hook, token, words) => {
			const url = `https://u:${token}@h.example/services/${team}/${hook}%2F?t=${token}`;
			const echoed = `${words}${new URL(url).pathname} ${url} ${decodeURIComponent(url)} ${token}`;
			const quoted = quoteWithout(url, echoed, 10_000);
			for (const secret of [team, hook, token]) expect(quoted).not.toContain(secret);
		}),
	);
});
