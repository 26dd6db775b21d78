/** What a duration may look like; the JSON Schema shows it too. */
export const DURATION_PATTERN = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/;
export const DURATION_WORDS = 'a duration such as "500ms", "15s", "2m", "1h" or a number of seconds (at most 24d)';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** The limit of Node's timers. */
const LONGEST_MS = 2 ** 31 - 1;

/** `500ms`, `15s`, `2m`, `1h`, `1d`; a bare number is seconds. Returns milliseconds; `null` if invalid or zero. */
export function parseDuration(written: string | number): number | null {
	const match = DURATION_PATTERN.exec(String(written).trim());
	if (match === null) return null;
	const ms = Math.round(Number(match[1]) * UNIT_MS[(match[2] ?? "s") as keyof typeof UNIT_MS]);
	return ms >= 1 && ms <= LONGEST_MS ? ms : null;
}

/** `1m 5s`, `2h 3m`, `3d 4h`: a duration for people. Zero units are left out after the first. */
export function humanDuration(ms: number): string {
	const seconds = Math.max(0, Math.round(ms / 1000));
	const units = [
		["d", Math.floor(seconds / 86_400)],
		["h", Math.floor(seconds / 3600) % 24],
		["m", Math.floor(seconds / 60) % 60],
		["s", seconds % 60],
	] as const;
	const first = units.findIndex(([, amount]) => amount > 0);
	if (first < 0) return "0s";
	return units
		.slice(first, first + 2)
		.filter(([, amount]) => amount > 0)
		.map(([unit, amount]) => `${amount}${unit}`)
		.join(" ");
}
