import { humanDuration } from "../../core/prose/duration.ts";

/** `10:05 UTC`, with the date when that is another day than `now`: the same for every reader, wherever the host is. */
export function utcTime(iso: string, now: number): string {
	return isTime(iso) ? `${dateUnlessToday(iso, now)}${iso.slice(11, 16)} UTC` : "an unknown time";
}

/** `10:05–10:20 UTC`; the later one alone where both fall into one minute, or the clock was set back in between. */
export function utcRange(fromIso: string, toIso: string, now: number): string {
	const isRange = isTime(fromIso) && isTime(toIso) && fromIso.slice(0, 16) !== toIso.slice(0, 16);
	if (!isRange || !passed(fromIso, toIso)) return utcTime(toIso, now);
	const sameDay = fromIso.slice(0, 10) === toIso.slice(0, 10);
	const until = sameDay ? toIso.slice(11, 16) : `${toIso.slice(0, 10)} ${toIso.slice(11, 16)}`;
	const from = sameDay ? dateUnlessToday(fromIso, now) : `${fromIso.slice(0, 10)} `;
	return `${from}${fromIso.slice(11, 16)}–${until} UTC`;
}

/** Whole minutes from an hour on: seconds say nothing there. */
export function lasted(fromIso: string, to: number): string {
	const ms = to - Date.parse(fromIso);
	return Number.isFinite(ms)
		? humanDuration(ms >= 3_600_000 ? Math.round(ms / 60_000) * 60_000 : ms)
		: "an unknown time";
}

/** `10:05–10:20 UTC, 15m`, and no length where none is known. */
export function stretch(fromIso: string, toIso: string, now: number): string {
	const length = passed(fromIso, toIso) ? `, ${lasted(fromIso, Date.parse(toIso))}` : "";
	return `${utcRange(fromIso, toIso, now)}${length}`;
}

/** Whether any time lies between the two. */
export function passed(fromIso: string, toIso: string): boolean {
	return Date.parse(toIso) > Date.parse(fromIso);
}

function isTime(iso: string): boolean {
	return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) && Number.isFinite(Date.parse(iso));
}

function dateUnlessToday(iso: string, now: number): string {
	const today = new Date(now).toISOString().slice(0, 10);
	return iso.startsWith(today) ? "" : `${iso.slice(0, 10)} `;
}
