import { afterAll, describe, expect, test } from "vitest";
import { PRECEDENCE, type RefusalClass } from "../../../../src/checks/llm/errors/precedence.ts";
import { cases } from "../../../support/size.ts";
import { ENVELOPES, type Envelope } from "./envelopes.ts";
import { WAYS } from "./ways.ts";
import { WORDINGS, type Wording } from "./wordings.ts";

const classes = Object.entries<readonly Wording[]>(WORDINGS) as [RefusalClass, readonly Wording[]][];

/** What servers and the gateways before them give to anything that went wrong. */
const STATUSES = [400, 403, 404, 409, 413, 422, 424, 429, 500, 502, 503, 504, 529];
/** 401 means the key and 402 money where nothing else is said; no server was seen to give them to all. */
const FITTING: Partial<Record<RefusalClass, readonly number[]>> = {
	key: [401, ...STATUSES],
	money: [401, 402, ...STATUSES],
	path: [404, 405],
};
/** A page under a 200 is a web site's own as long as its title could be one. */
const TITLES = /sign.?in|log.?in|loading|not found|unauthorized/i;

type Combination = Readonly<{ words: string; envelope: Envelope; status: number; way: keyof typeof WAYS }>;

function combinations(refusal: RefusalClass, wordings: readonly Wording[]): readonly Combination[] {
	const statuses = FITTING[refusal] ?? STATUSES;
	const ways = Object.keys(WAYS) as (keyof typeof WAYS)[];
	return wordings
		.flatMap(([words]) => ENVELOPES.map((envelope) => ({ words, envelope })))
		.flatMap((one) => statuses.flatMap((status) => ways.map((way) => ({ ...one, status, way }))))
		.filter(({ words, envelope, way }) => way !== "a 200" || envelope.form !== "page" || !TITLES.test(words));
}

/** By day one of so many: no divisor of the numbers of statuses and ways, so each envelope meets each of them. */
const STEP = cases(43, 1);
let tried = 0;

describe("the class of a refusal does not depend on its envelope, its status or the way it comes", () => {
	test.each(classes)("%s", (refusal, wordings) => {
		const chosen = combinations(refusal, wordings).filter((_, index) => index % STEP === 0);
		const strayed = chosen
			.map((one) => ({ ...one, found: WAYS[one.way](one.envelope.of(one.words, one.status), one.status).refusal }))
			.filter(({ found }) => found !== refusal)
			.map(({ words, envelope, status, way, found }) => `${found}: ${status} ${way}, ${envelope.name}: ${words}`);
		tried += chosen.length;
		expect(strayed).toEqual([]);
	});

	afterAll(() => {
		const count = classes.flatMap(([, wordings]) => wordings).length;
		const all = classes.map(([refusal, wordings]) => combinations(refusal, wordings).length).reduce((a, b) => a + b);
		console.info(`${tried} of ${all} combinations of ${count} real wordings in ${ENVELOPES.length} envelopes`);
		expect(all).toBeGreaterThan(200_000);
		expect(tried).toBeGreaterThanOrEqual(Math.floor(all / STEP));
	});
});

test("the wordings are many, and none stands twice", () => {
	const main: readonly RefusalClass[] = [
		...(["money", "capacity", "rate", "key", "permission", "modelName"] as const),
		...(["loading", "parameter", "contentFilter", "engine", "gateway", "noInstance"] as const),
	];
	for (const refusal of main) expect([refusal, WORDINGS[refusal].length >= 8]).toEqual([refusal, true]);
	const words = classes.flatMap(([, wordings]) => wordings.map(([text]) => text));
	expect(new Set(words).size).toBe(words.length);
});

test("each class has its place in the precedence, and a reason", () => {
	expect(PRECEDENCE.map(([refusal]) => refusal).sort()).toEqual(Object.keys(WORDINGS).sort());
	for (const [, reason] of PRECEDENCE) expect(reason).toMatch(/^\S.{20,}[^.]$/);
});

/** What must not matter. Names that only case marks as names may stay as they are. */
const CHANGES: readonly (readonly [string, (body: string) => string])[] = [
	["fields that say nothing", (body) => withFields(body)],
	["the order of the keys", (body) => reordered(body)],
	["white space", (body) => `\n  ${pretty(body)}\n\n`],
	["upper case", (body) => recased(body, (text) => text.toUpperCase())],
	["lower case", (body) => recased(body, (text) => text.toLowerCase())],
	["a byte order mark", (body) => `\ufeff${body}`],
];
const JSON_ENVELOPES = ENVELOPES.filter(({ form, name }) => form === "json" && !/in a message|worker/.test(name));

function changed(body: string, change: (json: unknown) => unknown): string {
	return JSON.stringify(change(JSON.parse(body)));
}

function withFields(body: string): string {
	const fields = {
		request_id: "req_7",
		docs: "https://example.invalid/errors/billing",
		created: 1,
		model: "m",
		usage: null,
	};
	return changed(body, (json) => (typeof json === "object" && !Array.isArray(json) ? { ...fields, ...json } : json));
}

function reordered(body: string): string {
	const turn = (value: unknown): unknown => {
		if (typeof value !== "object" || value === null) return value;
		if (Array.isArray(value)) return value.map(turn);
		return Object.fromEntries(
			Object.entries(value)
				.reverse()
				.map(([key, inner]) => [key, turn(inner)]),
		);
	};
	return changed(body, turn);
}

function pretty(body: string): string {
	return JSON.stringify(JSON.parse(body), null, "\t");
}

/** Of the texts; the keys are the protocol's. */
function recased(body: string, recase: (text: string) => string): string {
	return JSON.stringify(
		JSON.parse(body, (_key, value: unknown) => (typeof value === "string" ? recase(value) : value)),
	);
}

describe("nor does it depend on", () => {
	test.each(CHANGES)("%s", (_name, change) => {
		const strayed: string[] = [];
		for (const [refusal, wordings] of classes) {
			for (const [index, [words]] of wordings.entries()) {
				const envelope = JSON_ENVELOPES[index % JSON_ENVELOPES.length] as Envelope;
				const status = refusal === "path" ? 404 : 500;
				const found = WAYS.body(change(envelope.of(words, status)), status).refusal;
				if (found !== refusal) strayed.push(`${refusal} → ${found}: ${envelope.name}: ${words}`);
			}
		}
		expect(strayed).toEqual([]);
	});
});
