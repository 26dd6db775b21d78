import type { QuietWindow } from "./policy.ts";

/** The targets whose alerts are held at this time (milliseconds since the epoch), by name. */
export function heldTargets(quiet: ReadonlyMap<string, readonly QuietWindow[]>, time: number): ReadonlySet<string> {
	return new Set([...quiet].filter(([, windows]) => isQuiet(windows, time)).map(([name]) => name));
}

/** `time`: milliseconds since the epoch. */
export function isQuiet(windows: readonly QuietWindow[], time: number): boolean {
	return windows.some((window) =>
		window.kind === "once" ? time >= window.fromTime && time < window.toTime : inWeekly(window, time),
	);
}

const MINUTES_A_DAY = 24 * 60;

/**
 * By the wall clock of the window's zone: a window of 22:00 to 07:00 ends at 07:00 local time also in the night in
 * which the clocks change. A skipped hour is not quiet, a repeated hour is quiet twice.
 */
function inWeekly(window: Extract<QuietWindow, { kind: "weekly" }>, time: number): boolean {
	const { day, minute } = wallClock(window.timeZone, time);
	const { fromMinute, toMinute } = window;
	if (fromMinute < toMinute) return window.days.includes(day) && minute >= fromMinute && minute < toMinute;
	// Past midnight the window belongs to the day before. Equal ends are a whole day.
	if (window.days.includes(day) && minute >= fromMinute) return true;
	return window.days.includes((day + 6) % 7) && minute < toMinute % MINUTES_A_DAY;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function wallClock(timeZone: string, time: number): { day: number; minute: number } {
	const parts = Object.fromEntries(
		clockOf(timeZone)
			.formatToParts(time)
			.map(({ type, value }) => [type, value]),
	);
	return { day: DAYS.indexOf(parts.weekday ?? ""), minute: Number(parts.hour) * 60 + Number(parts.minute) };
}

/** Cached: creating a formatter is slow, and many targets share a few zones. */
const CLOCKS = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
	const known = CLOCKS.get(timeZone);
	if (known) return known;
	const clock = new Intl.DateTimeFormat("en-US", {
		timeZone,
		weekday: "short",
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
	});
	CLOCKS.set(timeZone, clock);
	return clock;
}
