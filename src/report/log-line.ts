/** pino's numbers. */
const LEVELS = { info: 30, warn: 40, error: 50 } as const;
export type Level = keyof typeof LEVELS;

/** One JSON line of the log, byte for byte as pino writes it. No field may be called as one of pino's own. */
export function logLine(level: Level, time: string, fields: Readonly<Record<string, unknown>>, msg: string): string {
	const line = { level: LEVELS[level], time: Date.parse(time), name: "llm-healthcheck", ...fields, msg };
	return `${JSON.stringify(line)}\n`;
}
