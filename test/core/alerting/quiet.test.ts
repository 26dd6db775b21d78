import { describe, expect, it } from "vitest";
import type { QuietWindow } from "../../../src/core/alerting/policy.ts";
import { isQuiet } from "../../../src/core/alerting/quiet.ts";
import { START, type Word } from "./observations.ts";
import { SLACK, story } from "./story.ts";

const clock = (hours: number, minutes = 0) => hours * 60 + minutes;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const weekly = (over: Partial<Extract<QuietWindow, { kind: "weekly" }>>): QuietWindow => ({
	kind: "weekly",
	days: EVERY_DAY,
	fromMinute: clock(22),
	toMinute: clock(7),
	timeZone: "UTC",
	...over,
});

const berlin = weekly({ timeZone: "Europe/Berlin" });
const inTheGap = weekly({ timeZone: "Europe/Berlin", fromMinute: clock(2, 15), toMinute: clock(2, 45) });
const tokyo = weekly({ timeZone: "Asia/Tokyo" });
const weekend = weekly({ days: [6, 0], fromMinute: 0, toMinute: clock(24) });
const fridayNight = weekly({ days: [5] });
const lunch = weekly({ fromMinute: clock(12), toMinute: clock(13) });
const once: QuietWindow = {
	kind: "once",
	fromTime: Date.parse("2026-05-01T10:00:00Z"),
	toTime: Date.parse("2026-05-01T11:00:00Z"),
};

describe("isQuiet", () => {
	const rows: [name: string, window: QuietWindow, time: string, quiet: boolean][] = [
		["before the window", lunch, "2026-05-05T11:59:59Z", false],
		["at its first minute", lunch, "2026-05-05T12:00:00Z", true],
		["at its last", lunch, "2026-05-05T12:59:59Z", true],
		["at its end", lunch, "2026-05-05T13:00:00Z", false],
		["past midnight", weekly({}), "2026-05-05T03:00:00Z", true],
		["past midnight, at its end", weekly({}), "2026-05-05T07:00:00Z", false],
		["the night that began on the named day", fridayNight, "2026-05-09T06:59:00Z", true],
		["the night after it", fridayNight, "2026-05-10T01:00:00Z", false],
		["the morning of the named day belongs to the night before", fridayNight, "2026-05-08T01:00:00Z", false],
		["a whole day", weekend, "2026-05-09T23:59:59Z", true],
		["a whole day and no more", weekend, "2026-05-11T00:00:00Z", false],
		["a day is that of the zone: Monday 23:00 in Tokyo", tokyo, "2026-05-04T14:00:00Z", true],
		["the same in UTC would not be", weekly({}), "2026-05-04T14:00:00Z", false],
		["winter time ends at 07:00, 06:00 UTC", berlin, "2026-03-28T05:59:00Z", true],
		["winter time, after its end", berlin, "2026-03-28T06:00:00Z", false],
		["the night of the change to summer time ends at 07:00, now 05:00 UTC", berlin, "2026-03-29T04:59:00Z", true],
		["the night of the change to summer time, after its end", berlin, "2026-03-29T05:00:00Z", false],
		["the night of the change to winter time is an hour longer", berlin, "2026-10-25T05:59:00Z", true],
		["the night of the change to winter time, after its end", berlin, "2026-10-25T06:00:00Z", false],
		["a window in the hour that is left out does not happen", inTheGap, "2026-03-29T01:30:00Z", false],
		["a window in the hour that comes twice, first time", inTheGap, "2026-10-25T00:30:00Z", true],
		["a window in the hour that comes twice, second time", inTheGap, "2026-10-25T01:30:00Z", true],
		["in one stretch of time", once, "2026-05-01T10:00:00Z", true],
		["after one stretch of time", once, "2026-05-01T11:00:00Z", false],
	];
	it.each(rows)("%s", (_name, window, time, quiet) => {
		expect(isQuiet([window], Date.parse(time))).toBe(quiet);
	});

	it("is quiet in any of several", () => {
		expect(isQuiet([once, lunch], Date.parse("2026-05-05T12:30:00Z"))).toBe(true);
		expect(isQuiet([], Date.parse("2026-05-05T12:30:00Z"))).toBe(false);
	});
});

describe("what happens in a quiet window", () => {
	const minute = 60_000;
	const maintenance: QuietWindow = { kind: "once", fromTime: START + 10 * minute, toTime: START + 30 * minute };
	const rows: [name: string, runs: readonly [minute: number, word: Word, ...told: string[]][]][] = [
		[
			"came and went: nothing is told",
			[
				[0, "ok"],
				[10, "api_down"],
				[20, "ok"],
				[30, "ok"],
			],
		],
		[
			"what still holds is told at its end",
			[
				[0, "ok"],
				[15, "api_down"],
				[29, "api_down"],
				[30, "api_down", "problem ok→api_down"],
			],
		],
		[
			"a recovery is held too",
			[
				[0, "api_down", "problem ok→api_down"],
				[15, "ok"],
				[30, "ok", "recovered api_down→ok"],
			],
		],
		[
			"down, up and down again within it is nothing new",
			[
				[0, "api_down", "problem ok→api_down"],
				[15, "ok"],
				[20, "api_down"],
				[30, "api_down"],
			],
		],
		[
			"a soft cause keeps counting",
			[
				[10, "busy"],
				[15, "busy"],
				[20, "busy"],
				[30, "busy", "problem ok→model_down"],
			],
		],
	];
	it.each(rows)("%s", (_name, runs) => {
		const { sees } = story({ quiet: [maintenance] });
		for (const [at, word, ...told] of runs) expect(sees(word, at)).toEqual(told);
	});

	it("is told with its original times", () => {
		const { sees, outbox, deliverTo } = story({ quiet: [maintenance] });
		sees("ok", 0);
		sees("api_down", 15);
		deliverTo();
		sees("api_down", 30);
		expect(outbox()).toMatchObject([{ since: new Date(START + 15 * minute).toISOString() }]);
	});

	it("health that was held does not pass for trouble in what is told later", () => {
		const { sees, outbox, deliverTo } = story({ quiet: [maintenance] });
		sees("api_down", 0);
		deliverTo();
		sees("ok", 10);
		sees("api_down", 20);
		sees("ok", 30);
		sees("api_down", 35);
		expect(outbox()).toMatchObject([
			{ kind: "recovered", since: new Date(START).toISOString(), interrupted: true },
			{ kind: "problem", interrupted: false },
		]);
	});

	it("reminders and flapping wait as well", () => {
		const { sees } = story({
			quiet: [maintenance],
			remindEveryMs: minute,
			flapping: { changes: 2, withinMs: 60 * minute },
		});
		sees("api_down", 0);
		expect(sees("api_down", 10)).toEqual([]);
		expect(sees("ok", 15)).toEqual([]);
		expect(sees("api_down", 20)).toEqual([]);
		expect(sees("api_down", 30)).toEqual(["flapping api_down→api_down"]);
	});

	it("the record shows the truth all along", () => {
		const { sees, record } = story({ quiet: [maintenance] }, [SLACK]);
		sees("ok", 0);
		sees("api_down", 15);
		expect(record()).toMatchObject({ status: "api_down", exitCode: 1, changed: true, alert: "none" });
	});
});
