import fc from "fast-check";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { Report } from "../../src/core/result/report.ts";
import { render } from "../../src/report/log.ts";
import { type Level, logLine } from "../../src/report/log-line.ts";
import { renderWarnings } from "../../src/report/warnings.ts";
import { nasty } from "./any-records.ts";
import { apiDown, aRecord, aReport, modelDown, plain, slow, staleRecord } from "./builders.ts";

/* pino is the reference: what reads its lines, reads ours. */

const TIME = "2026-01-05T02:40:05.123Z";

function byPino(level: Level, time: string, fields: object, msg: string): string {
	const written: string[] = [];
	const logger = pino(
		{ base: { name: "llm-healthcheck" }, timestamp: () => `,"time":${Date.parse(time)}` },
		{ write: (line: string) => void written.push(line) },
	);
	logger[level](fields, msg);
	return written.join("");
}

const logged = (report: Report) => render(report, plain).stdout;

test.each([
	["ok", "info", aRecord()],
	["degraded", "warn", slow()],
	["model down", "error", modelDown()],
	["API down", "error", apiDown()],
	["stale", "error", staleRecord()],
] as const)("a target that is %s is logged as pino's %s would", (_name, level, record) => {
	const line = logged(aReport([record]));
	const { time, ...fields } = record;
	expect(line).toBe(byPino(level, time, fields, JSON.parse(line).msg));
});

test("a warning is logged as pino's warn would, and as its error when the check could not run", () => {
	const report = aReport([aRecord()], { time: TIME, warnings: ['state: "disk" full \\ é \ud800'] });
	const words = 'state: "disk" full \\ é \ufffd';
	expect(renderWarnings(report, "log lines")).toBe(byPino("warn", TIME, {}, words));
	expect(renderWarnings({ ...report, exitCode: 3 }, "log lines")).toBe(byPino("error", TIME, {}, words));
});

test("pino's own clock counts as ours: milliseconds since 1970", () => {
	const written: string[] = [];
	pino({ base: { name: "llm-healthcheck" } }, { write: (line: string) => void written.push(line) }).info({}, "now");
	const { time } = JSON.parse(written.join(""));
	expect(logLine("info", new Date(time).toISOString(), {}, "now")).toBe(written.join(""));
});

/** pino leaves half a surrogate pair as it is, and the terminal gets a replacement character; ours is escaped. */
const text = nasty.map((value) => value.toWellFormed());

test("whatever is in it, it is escaped as pino does", () => {
	const values = fc.oneof(text, fc.double(), fc.boolean(), fc.constant(null), fc.array(text), fc.constant(undefined));
	const keys = fc.string({ unit: "grapheme-ascii" }).map((key) => `field ${key}`);
	fc.assert(
		fc.property(fc.dictionary(keys, values), text, (fields, msg) => {
			expect(logLine("warn", TIME, fields, msg)).toBe(byPino("warn", TIME, fields, msg));
		}),
		{ numRuns: 1000 },
	);
});
