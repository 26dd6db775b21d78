import { clean } from "../core/prose/clean.ts";
import { humanDuration } from "../core/prose/duration.ts";
import type { TraceEvent } from "../core/result/outcome.ts";
import { cutTo } from "./terminal.ts";

/** The terminal and the clock, handed in; all of it is for stderr, and for a TTY only. */
export type ProgressEffects = Readonly<{
	write(text: string): void;
	/** A clock that never jumps, in milliseconds. */
	now(): number;
	/** Calls again and again until the returned function is called; must not keep the program alive. */
	every(ms: number, tick: () => void): () => void;
	columns: number;
}>;

export type Progress = Readonly<{
	/** Something takes long, from now or from that moment on; call the returned function when it has ended. */
	begin(label: string, startedAt?: number): () => void;
	/** Leaves the terminal as it was. */
	stop(): void;
}>;

const PATIENCE_MS = 1000;
const FRAME_MS = 100;
const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const CLEAR_LINE = "\r\u001b[K";

/** A spinner with the seconds of whatever has been running longest, once that is more than a second. */
export function startProgress(effects: ProgressEffects): Progress {
	const running = new Set<Readonly<{ label: string; startedAt: number }>>();
	let frame = 0;
	let drawn = false;

	const draw = () => {
		const [longest] = running;
		const elapsed = longest === undefined ? 0 : effects.now() - longest.startedAt;
		if (longest === undefined || elapsed < PATIENCE_MS) return clear();
		const others = running.size > 1 ? `, and ${running.size - 1} more` : "";
		const line = `${FRAMES[frame++ % FRAMES.length]} ${clean(longest.label)} ${humanDuration(elapsed)}${others}`;
		effects.write(CLEAR_LINE + cutTo(line, effects.columns - 1));
		drawn = true;
	};
	const clear = () => {
		if (drawn) effects.write(CLEAR_LINE);
		drawn = false;
	};
	const stopTicking = effects.every(FRAME_MS, draw);

	return {
		begin(label, startedAt = effects.now()) {
			const entry = { label, startedAt };
			running.add(entry);
			return () => void running.delete(entry);
		},
		stop() {
			stopTicking();
			clear();
		},
	};
}

/** Feeds the spinner from a probe's trace: a request is under way until the next event of its target. */
export function followTrace(progress: Progress): (event: TraceEvent) => void {
	const ends = new Map<string, () => void>();
	return (event) => {
		ends.get(event.target)?.();
		ends.delete(event.target);
		if (event.kind === "request") ends.set(event.target, progress.begin(`${event.target}: ${event.stage}`));
	};
}
