import { describe, expect, test } from "vitest";
import { type Recorded, reportRecorded, type StatusRequest } from "../src/status.ts";
import { apiDown, aRecord, modelDown } from "./report/builders.ts";

const minutes = 60_000;
const now = Date.parse("2026-01-05T02:43:05.000Z");
const request: StatusRequest = { names: null, maxAgeMs: 10 * minutes, version: "1.2.3", now };
const recorded =
	(...records: Recorded["records"]) =>
	() => ({ records, trouble: null });

test("what was recorded, with the recorded exit code", () => {
	const records = [aRecord(), modelDown({ target: "berlin" })];
	const report = reportRecorded(recorded(...records), request);
	expect(report).toEqual({
		version: "1.2.3",
		time: "2026-01-05T02:43:05.000Z",
		exitCode: 2,
		targets: records,
		warnings: [],
	});
});

test("only the targets asked for, in their order", () => {
	const peek = recorded(aRecord(), modelDown({ target: "berlin" }), apiDown({ target: "gone-from-the-config" }));
	const report = reportRecorded(peek, { ...request, names: ["berlin", "gpustack"] });
	expect(report.targets.map(({ target }) => target)).toEqual(["berlin", "gpustack"]);
	expect(report.exitCode).toBe(2);
});

describe("exit 3, with words", () => {
	test("too old: the record says so itself", () => {
		const report = reportRecorded(
			recorded(aRecord(), apiDown({ target: "old", time: "2026-01-05T02:16:05.000Z" })),
			request,
		);
		expect(report.exitCode).toBe(3);
		expect(report.targets.map(({ exitCode }) => exitCode)).toEqual([0, 3]);
		expect(report.targets[1]?.detail).toBe("last check 27m ago, allowed 10m: is cron running?");
	});

	test("without --max-age any age will do", () => {
		const report = reportRecorded(recorded(apiDown({ time: "2020-01-01T00:00:00.000Z" })), {
			...request,
			maxAgeMs: null,
		});
		expect(report.exitCode).toBe(1);
	});

	test("a target never checked; the others are still shown", () => {
		const report = reportRecorded(recorded(aRecord()), { ...request, names: ["gpustack", "berlin"] });
		expect(report).toMatchObject({
			exitCode: 3,
			warnings: ["berlin was never checked: llm-healthcheck check records it."],
		});
		expect(report.targets).toHaveLength(1);
	});

	test("a mistyped target", () => {
		const report = reportRecorded(recorded(aRecord()), { ...request, names: ["gpustak"] });
		expect(report.warnings).toEqual(["gpustak was never checked: did you mean gpustack?"]);
	});

	test("nothing recorded at all", () => {
		const report = reportRecorded(recorded(), request);
		expect(report).toMatchObject({ exitCode: 3, warnings: [expect.stringContaining("No target was ever checked")] });
	});

	test("a state file that tells nothing: its own words, once", () => {
		const peek = () => ({ records: [], trouble: "The state file /x is not readable (EACCES)." });
		const report = reportRecorded(peek, { ...request, names: ["gpustack", "berlin"] });
		expect(report).toMatchObject({ exitCode: 3, warnings: ["The state file /x is not readable (EACCES)."] });
	});
});
