/** A longer wait than this is more likely a mistake. */
const MOST_MS = 24 * 3600 * 1000;

/** How long a server asks to be left alone: `Retry-After` in seconds or as a date, or `retry_after` in a JSON body. */
export function retryAfterMs(header: string | undefined, bodySeconds: unknown, now: number): number | null {
	const ms = header === undefined ? msOf(bodySeconds) : (msOf(numberIn(header)) ?? msUntil(header, now));
	return ms === null ? null : Math.min(ms, MOST_MS);
}

function msOf(seconds: unknown): number | null {
	return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : null;
}

function numberIn(header: string): number | null {
	return /^\s*\d+(?:\.\d+)?\s*$/.test(header) ? Number(header) : null;
}

function msUntil(date: string, now: number): number | null {
	const time = Date.parse(date);
	return Number.isFinite(time) ? Math.max(0, time - now) : null;
}
