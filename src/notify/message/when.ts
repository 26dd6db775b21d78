import { plural } from "../../core/prose/clean.ts";
import { failureWord, isInterrupted, spellOf, topicOf } from "./headlines.ts";
import type { MessageContext } from "./message.ts";
import { failureOf, type Group, targetsOf } from "./stories.ts";
import { lasted, stretch, utcTime } from "./times.ts";
import type { WordedTransition } from "./worded.ts";

const EARLIER_SHOWN = 4;
/** A message that comes this long after what it reports says so. */
const LATE_MS = 90_000;

export function whenLines(group: Group, context: MessageContext): string[] {
	if (group.shape === "passed") return passedLines(group, context);
	const { now } = context;
	const [story] = group.stories;
	const { last, earlier } = story;
	const since = earliest(group);
	if (group.shape === "over") return [`Was ${spellOf(group.stories)} ${stretch(since, latest(group), now)}.`];
	const old = now - Date.parse(since) >= 60_000;
	if (last.kind === "flapping") {
		return [
			`Its status changes back and forth since ${utcTime(since, now)}. The next message comes when it has settled.`,
		];
	}
	const late = now - Date.parse(last.time) > LATE_MS;
	return [
		`${sinceWords(group)} ${utcTime(since, now)}${old ? ` (${lasted(since, now)})` : ""}.`,
		...earlierLines(earlier, now),
		...(late ? [`Observed at ${utcTime(last.time, now)}; the alert could not be sent before.`] : []),
	];
}

function sinceWords(group: Group): string {
	if (isInterrupted(group.stories)) return "Failing, with interruptions, since";
	return isAnotherFailure(group) ? "Failing since" : "Since";
}

/** It began as another failure than that which is reported. */
function isAnotherFailure({ stories }: Group): boolean {
	return stories.some(({ last: { from, to } }) => from !== "ok" && from !== to);
}

function earlierLines(earlier: readonly WordedTransition[], now: number): string[] {
	const before = earlier.filter(({ kind }) => kind !== "reminder").slice(-EARLIER_SHOWN);
	if (before.length === 0) return [];
	return [
		`Before that: ${before.map((transition) => `${utcTime(transition.time, now)} ${topicOf(transition)}`).join(", ")}.`,
	];
}

/** A line for each stretch of failure of one target, or one for all targets of the group. */
function passedLines(group: Group, { now }: MessageContext): string[] {
	const { stories } = group;
	if (targetsOf([group]).length > 1) return [passedLine(stories, earliest(group), latest(group), now)];
	const shown = stories
		.slice(0, EARLIER_SHOWN)
		.map((story) => passedLine([story], story.last.since, story.last.time, now));
	const more = stories.length - shown.length;
	return more > 0 ? [...shown, `… and ${plural(more, "more time")}`] : shown;
}

function passedLine(stories: Group["stories"], since: string, until: string, now: number): string {
	const [story] = stories;
	const why = failureWord(story) === "flapping" ? "" : `: ${topicOf(failureOf(story))}`;
	return `Was ${spellOf(stories)} ${stretch(since, until, now)}, recovered before this message could be sent${why}`;
}

export function briefly(group: Group, { now }: MessageContext): string {
	const since = earliest(group);
	if (group.shape === "open")
		return `${sinceWords(group).replace(/^./, (first) => first.toLowerCase())} ${utcTime(since, now)}`;
	const was = `was ${spellOf(group.stories)} ${stretch(since, latest(group), now)}`;
	return group.shape === "over" ? was : `${was}, recovered meanwhile`;
}

function earliest({ stories }: Group): string {
	return stories.map(({ last }) => last.since).sort()[0] ?? "";
}

function latest({ stories }: Group): string {
	return (
		stories
			.map(({ last }) => last.time)
			.sort()
			.at(-1) ?? ""
	);
}
