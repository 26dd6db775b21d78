import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import { KNOWN_KEYS } from "../../src/config/schema.ts";
import { isSecret, mask } from "../../src/core/prose/secret-text.ts";
import { cases } from "../support/size.ts";

const SECRETS = [
	"sk-proj-Hunter2Hunter2Hunter2",
	"https://hooks.slack.com/services/T0/B0/Hunter2Hunter2",
	"http://ada:Hunter2@gpu1:8000/v1",
	"gpustack_0123456789abcdef_Hunter2",
	"Bearer Hunter2",
	"Hunter2Hunter2Hunter2Hunter2",
	"https://hc.example/Hunter2-1111-2222",
] as const;

const keys = [
	...new Set(Object.values(KNOWN_KEYS).flat()),
	"apiKey",
	"webhookUrl",
	"__proto__",
	"constructor",
	"toString",
	"hasOwnProperty",
];
const leaf = fc.oneof(
	fc.constantFrom(...SECRETS),
	fc.constantFrom<unknown>(
		"15s",
		"http://gpu1:8000",
		"A_KEY",
		5,
		0,
		-1,
		1e300,
		null,
		true,
		"",
		"22:00",
		"2026-01-01T00:00Z",
		"mon",
		"ok",
		"0640",
		"UTC",
	),
	fc.string(),
);
/** Documents of the file's own keys, in and out of place, with secrets wherever a value can stand. */
const documents = fc.letrec<{ any: unknown }>((tie) => ({
	any: fc.oneof(
		{ maxDepth: 5, withCrossShrink: true },
		leaf,
		fc.array(tie("any"), { maxLength: 3 }),
		fc
			.array(fc.tuple(fc.oneof(fc.constantFrom(...keys), fc.constantFrom(...SECRETS), fc.string()), tie("any")), {
				maxLength: 6,
			})
			.map(asObject),
	),
})).any;

/** As JSON.parse makes it: `__proto__` is a key like any other. */
function asObject(entries: readonly (readonly [string, unknown])[]): unknown {
	const members = new Map(entries);
	return JSON.parse(
		`{${[...members].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value) ?? "null"}`).join(",")}}`,
	);
}

describe("whatever stands in the file", () => {
	it("is taken or refused with at least one problem, and no problem quotes a secret", () => {
		fc.assert(
			fc.property(documents, (document) => {
				const parsed = parseConfig(JSON.stringify(document));
				if (parsed.ok) {
					expect(JSON.stringify(parsed.written)).not.toMatch(/sk-proj|hooks\.slack|gpustack_0|Bearer/);
					return;
				}
				expect(parsed.problems.length).toBeGreaterThan(0);
				expect(parsed.problems.join("\n")).not.toMatch(/Hunter2/);
				expect(parsed.problems.join("")).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
			}),
			{ numRuns: cases(500, 5000) },
		);
	});

	it("is refused where it is no JSON at all", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...SECRETS), fc.nat(100), (noise, secret, place) => {
				const at = place % (noise.length + 1);
				const parsed = parseConfig(noise.slice(0, at) + secret + noise.slice(at));
				expect(parsed.ok).toBe(false);
				if (!parsed.ok) expect(parsed.problems.join()).not.toMatch(/Hunter2/);
			}),
			{ numRuns: cases(200, 2000) },
		);
	});
});

it.each([
	"sk-1234567",
	"sk-abcdefghijklmnopqrstuvwx",
	`gpustack_0123456789abcdef_${"0".repeat(32)}`,
	`hf_${"aB".repeat(17)}`,
	`gsk_${"aB".repeat(26)}`,
	"HTTPS://HOOKS.SLACK.COM/services/T0",
	"bearer abc123",
])("%s is a secret", (text) => {
	expect(isSecret(text)).toBe(true);
	expect(mask(`see ${text} there`)).not.toContain(text.split(" ").at(-1));
});

it.each([
	"gpu1",
	"Qwen/Qwen2.5-14B-Instruct",
	"http://gpu1:8000/v1",
	"disk-usage-0123456789",
	"task-force",
	"user@example.com",
	"http://h/@scope/x",
	"^OK$",
	"risk-averse",
	"GPUSTACK_API_KEY",
	"HF_API_TOKEN",
	"gpustack_prod",
	"http://gpustack_server:8000",
	"/etc/ssl/gpustack_ca.pem",
	"hf_llama3_8b",
	"/var/lib/sk-models/state.json",
	"Who is the ring bearer in The Hobbit?",
])("%s is no secret", (text) => {
	expect(isSecret(text)).toBe(false);
});
