/** How long a receiver asks to be left alone: `Retry-After` in seconds or as a date, or `retry_after` in a JSON body. */
export function retryAfterMs(header: string | undefined, bodySeconds: unknown, now: number): number | null {
	const seconds = header === undefined ? bodySeconds : /^\s*\d+(?:\.\d+)?\s*$/.test(header) ? Number(header) : null;
	if (typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds * 1000);
	const date = header === undefined ? Number.NaN : Date.parse(header);
	return Number.isFinite(date) ? Math.max(0, date - now) : null;
}
