import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance } from "../../src/core/alerting/advance.ts";
import { EMPTY_STATE } from "../../src/core/alerting/state.ts";
import { decodeOwn, encodeState } from "../../src/store/encoding.ts";
import { parseState } from "../../src/store/schema.ts";
import { observed, START, VERDICTS, type Word } from "../core/alerting/observations.ts";
import { SLACK } from "../core/alerting/story.ts";

const words = Object.keys(VERDICTS) as Word[];
const anyLife = fc.array(
	fc.record({ word: fc.constantFrom(...words), target: fc.constantFrom("a", "b", "__proto__", "日本") }),
	{
		maxLength: 12,
	},
);

describe("parseState", () => {
	it("takes every state that advance can make, as the fast path does", () => {
		fc.assert(
			fc.property(anyLife, (life) => {
				let state = EMPTY_STATE;
				for (const [index, { word, target }] of life.entries()) {
					const time = START + index;
					const policy = { flapping: { changes: 2, withinMs: 1000 }, announceDegraded: index % 2 === 0 };
					state = advance(state, [observed(word, { target, time, policy })], {
						listeners: [SLACK],
						held: new Set(),
						now: time,
					}).state;
				}
				const text = encodeState(state);
				expect(decodeOwn(text)).toEqual(state);
				const parsed = parseState(text);
				expect(parsed.kind).toBe("state");
				// The schema drops a target of this one name: nothing worse than a first run.
				if (parsed.kind === "state" && !life.some(({ target }) => target === "__proto__"))
					expect(parsed.state).toEqual(state);
			}),
			{ numRuns: 200 },
		);
	});

	it("never throws, whatever the file holds", () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.json(),
					fc.jsonValue().map((value) => JSON.stringify({ version: 1, targets: value })),
				),
				(text) => {
					expect(["state", "corrupt", "newer"]).toContain(parseState(text).kind);
					expect(decodeOwn(text)).toBeNull();
				},
			),
			{ numRuns: 300 },
		);
	});

	it("a changed byte is never taken for the program's own writing", () => {
		const text = encodeState(
			advance(EMPTY_STATE, [observed("api_down")], { listeners: [SLACK], held: new Set(), now: START }).state,
		);
		for (let index = 0; index < text.length; index++) {
			const changed = `${text.slice(0, index)}${text[index] === "0" ? "1" : "0"}${text.slice(index + 1)}`;
			expect(decodeOwn(changed)).toBeNull();
		}
	});
});

it.each([
	["of a release that knew one only", undefined],
	["of a release that knows more", "morse"],
])("a dialect that is not known here (%s) costs no state", (_what, dialect) => {
	const { state } = advance(EMPTY_STATE, [observed("api_down", { target: "a" })], {
		...{ listeners: [SLACK], held: new Set<string>(), now: START },
	});
	const document = JSON.parse(encodeState(state));
	document.targets.a.facts.access.dialect = dialect;
	document.outbox[0].access.dialect = dialect;
	expect(parseState(JSON.stringify(document))).toMatchObject({ kind: "state", state });
});

it("a form of request that an older release remembered is read, and asks for no stream", () => {
	const { state } = advance(EMPTY_STATE, [observed("api_down", { target: "a" })], {
		...{ listeners: [SLACK], held: new Set<string>(), now: START },
	});
	const document = JSON.parse(encodeState(state));
	document.targets.a.variant = { tokensField: "max_tokens", maxTokens: 5, omit: [] };
	const parsed = parseState(JSON.stringify(document));
	expect(parsed.kind === "state" && parsed.state.targets.a?.variant).toMatchObject({ stream: false });
});

describe("migration", () => {
	// There never was a version 0: it stands for every one to come.
	const old = JSON.stringify({ version: 0, alerts: [], targets: {} });
	const migrations = {
		0: ({ alerts, targets }: Record<string, unknown>) => ({ serial: 0, outbox: alerts, targets, notifiers: {} }),
		1: (old: Record<string, unknown>) => old,
	};

	it("takes an old state step by step to the present one", () => {
		expect(parseState(old, migrations)).toEqual({ kind: "state", state: EMPTY_STATE, migratedFrom: 0 });
	});

	it.each([old, `{"version":-1}`, `{"version":0.5}`])("of a version that never was is corrupt: %s", (text) => {
		expect(parseState(text).kind).toBe("corrupt");
	});

	it("a newer version says which", () => {
		expect(parseState(`{"version":3}`)).toEqual({ kind: "newer", version: 3 });
	});
});
