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
					state = advance(state, [observed(word, { target, time, policy })], [SLACK], time).state;
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
		const text = encodeState(advance(EMPTY_STATE, [observed("api_down")], [SLACK], START).state);
		for (let index = 0; index < text.length; index++) {
			const changed = `${text.slice(0, index)}${text[index] === "0" ? "1" : "0"}${text.slice(index + 1)}`;
			expect(decodeOwn(changed)).toBeNull();
		}
	});
});

describe("a state file of an earlier build", () => {
	const own = encodeState(advance(EMPTY_STATE, [observed("api_down")], [SLACK], START).state);

	it("says delivered where this one says sent, with a good sum or not", () => {
		const state = JSON.parse(own.replace('"alert":"pending"', '"alert":"sent"'));
		const { serial, targets, notifiers, outbox } = state;
		const now = encodeState({ version: 1, serial, targets, notifiers, outbox });
		const before = encodeState(JSON.parse(now.replace('"alert":"sent"', '"alert":"delivered"')));
		expect(decodeOwn(now)?.targets.chat?.record.alert).toBe("sent");
		expect(decodeOwn(before)).toBeNull();
		const parsed = parseState(before);
		expect(parsed.kind === "state" && parsed.state.targets.chat?.record.alert).toBe("sent");
	});

	it("knows nothing of notifiers", () => {
		const { notifiers: _, ...before } = JSON.parse(own);
		expect(parseState(JSON.stringify(before))).toMatchObject({ kind: "state", state: { notifiers: {} } });
		expect(decodeOwn(encodeState(before))).toMatchObject({ notifiers: {} });
	});

	it("is damaged where its times are none", () => {
		const damaged = own.replace('"notifiers":{}', '"notifiers":{"slack":{"retryAfter":"soon"}}');
		expect(parseState(damaged).kind).toBe("corrupt");
	});
});

describe("migration", () => {
	// There never was a version 0: it stands for every one to come.
	const old = JSON.stringify({ version: 0, alerts: [], targets: {} });
	const migrations = {
		0: ({ alerts, targets }: Record<string, unknown>) => ({ serial: 0, outbox: alerts, targets }),
	};

	it("takes an old state step by step to the present one", () => {
		expect(parseState(old, migrations)).toEqual({ kind: "state", state: EMPTY_STATE, migratedFrom: 0 });
	});

	it.each([old, `{"version":-1}`, `{"version":0.5}`])("of a version that never was is corrupt: %s", (text) => {
		expect(parseState(text).kind).toBe("corrupt");
	});

	it("a newer version says which", () => {
		expect(parseState(`{"version":2}`)).toEqual({ kind: "newer", version: 2 });
	});
});
