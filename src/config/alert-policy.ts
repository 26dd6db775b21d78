import { type AlertPolicy, DEFAULT_POLICY, type QuietWindow } from "../core/alerting/policy.ts";
import { parseDuration } from "../core/prose/duration.ts";
import type { WrittenConfig, WrittenSettings } from "./schema.ts";

type WrittenHours = NonNullable<WrittenSettings["quietHours"]>[number];

const DAY_NUMBERS = { sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6 } as const;
const EVERY_DAY = Object.values(DAY_NUMBERS);

export function alertPolicy(written: WrittenSettings): AlertPolicy {
	const { flapping, remindEvery } = written;
	return {
		alertAfter: written.alertAfter ?? DEFAULT_POLICY.alertAfter,
		recoverAfter: written.recoverAfter ?? DEFAULT_POLICY.recoverAfter,
		remindEveryMs: remindEvery == null ? DEFAULT_POLICY.remindEveryMs : parseDuration(remindEvery),
		flapping: flapping == null ? null : { changes: flapping.changes, withinMs: parseDuration(flapping.within) ?? 0 },
		announceDegraded: written.announceDegraded ?? DEFAULT_POLICY.announceDegraded,
	};
}

/**
 * When alerts are held, by target: for every target of the file, since the outbox may hold alerts about those that this
 * run does not check, and for the checked ones that no file names.
 */
export function quietWindowsByTarget(
	{ defaults = {}, targets = [] }: WrittenConfig,
	checked: readonly string[],
): ReadonlyMap<string, readonly QuietWindow[]> {
	const byDefault = quietWindows(defaults);
	return new Map([
		...checked.map((name) => [name, byDefault] as const),
		...targets.map((target) => [target.name, quietWindows({ ...defaults, ...target })] as const),
	]);
}

function quietWindows({ quietHours = [], maintenance = [] }: WrittenSettings): QuietWindow[] {
	return [
		...quietHours.map(weekly),
		...maintenance.map(
			({ from, to }): QuietWindow => ({ kind: "once", fromTime: Date.parse(from), toTime: Date.parse(to) }),
		),
	];
}

function weekly({ days, from, to, timeZone }: WrittenHours): QuietWindow {
	return {
		kind: "weekly",
		days: days === undefined ? EVERY_DAY : days.map((day) => DAY_NUMBERS[day]),
		fromMinute: minuteOfDay(from),
		toMinute: minuteOfDay(to),
		timeZone: timeZone ?? zoneHere(),
	};
}

let ownZone: string | null = null;

/** Asked for once: a thousand targets may share the same hours. */
function zoneHere(): string {
	ownZone ??= new Intl.DateTimeFormat().resolvedOptions().timeZone;
	return ownZone;
}

function minuteOfDay(clock: string): number {
	const [hours, minutes] = clock.split(":").map(Number);
	return (hours ?? 0) * 60 + (minutes ?? 0);
}
