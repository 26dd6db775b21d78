import type { DeliveryProblem } from "./delivery.ts";
import type { State } from "./state.ts";

/** A longer wait than this is more likely a mistake. */
const MOST_MS = 24 * 3600 * 1000;

/** The retry delay that a server asks for: `Retry-After` in seconds or as a date, or `retry_after` in a JSON body. */
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

/** The state with a notifier's latest retry delay, replacing any earlier one. */
export function rememberRetryAfter(
	state: State,
	notifier: string,
	problem: DeliveryProblem | null,
	now: number,
): State {
	const afterMs = problem?.kind === "retry" ? problem.retryAfterMs : null;
	const { [notifier]: before, ...others } = state.notifiers;
	if (afterMs === null) return before === undefined ? state : { ...state, notifiers: others };
	const retryAfter = new Date(now + Math.min(afterMs, MOST_MS)).toISOString();
	return { ...state, notifiers: { ...others, [notifier]: { retryAfter } } };
}

/**
 * Until when a notifier must not be tried (ISO); `null`: it may be tried. A time beyond the longest wait means that
 * the clock was set back. It must not hold alerts until then.
 */
export function heldUntil({ notifiers }: State, notifier: string, now: number): string | null {
	const retryAfter = Object.hasOwn(notifiers, notifier) ? notifiers[notifier]?.retryAfter : undefined;
	if (retryAfter === undefined) return null;
	const aheadMs = Date.parse(retryAfter) - now;
	return aheadMs > 0 && aheadMs <= MOST_MS ? retryAfter : null;
}
