import { type Tone, toneOf } from "../../core/alerting/transition.ts";
import type { WordedTransition } from "./worded.ts";

/**
 * What a message says about one target: a failure that is `open`, one sent before that is `over`, or one that came and went
 * (`passed`) before it could be sent. `earlier`: what led to `last` and is sent here too.
 */
export type Story = Readonly<{
	shape: "open" | "over" | "passed";
	last: WordedTransition;
	earlier: readonly WordedTransition[];
}>;

/** Stories that fit one line: the same end, server and cause. */
export type Group = Readonly<{ tone: Tone; shape: Story["shape"]; stories: readonly [Story, ...Story[]] }>;

/** Worst first; what came and went before what was known. */
const ORDER = ["critical", "warning", "info", "recovered"] as const satisfies readonly Tone[];
const SERVERS_TO_MERGE = 4;
const SHAPES = ["open", "passed", "over"] as const satisfies readonly Story["shape"][];

/** Reads the pending transitions of one notifier target by target, in the order of observation. */
export function storiesOf(transitions: readonly WordedTransition[]): Story[] {
	const byTarget = new Map<string, WordedTransition[]>();
	for (const transition of transitions) {
		const others = byTarget.get(transition.target);
		if (others) others.push(transition);
		else byTarget.set(transition.target, [transition]);
	}
	return [...byTarget.values()].flatMap(storiesOfOne);
}

function storiesOfOne(transitions: readonly WordedTransition[]): Story[] {
	const stories: Story[] = [];
	let earlier: WordedTransition[] = [];
	for (const last of transitions) {
		if (toneOf(last) !== "recovered") {
			earlier.push(last);
			continue;
		}
		stories.push({ shape: earlier.length > 0 ? "passed" : "over", last, earlier });
		earlier = [];
	}
	const open = earlier.pop();
	if (open) stories.push({ shape: "open", last: open, earlier });
	return stories;
}

/** By server and cause, worst first and largest first. */
export function groupStories(stories: readonly Story[]): Group[] {
	return groupBy(stories, (story) => JSON.stringify([story.last.url, sameKind(story)]));
}

/** Makes one group of the many servers that fail for the same cause. */
export function mergeServers(groups: readonly Group[]): Group[] {
	const counts = new Map<string, number>();
	for (const { stories } of groups) counts.set(sameKind(stories[0]), (counts.get(sameKind(stories[0])) ?? 0) + 1);
	return groupBy(
		groups.flatMap(({ stories }) => stories),
		(story) => {
			const many = (counts.get(sameKind(story)) ?? 0) >= SERVERS_TO_MERGE;
			return JSON.stringify([many ? null : story.last.url, sameKind(story)]);
		},
	);
}

function sameKind(story: Story): string {
	return JSON.stringify([story.shape, toneOf(story.last), story.last.kind, causeOf(story)]);
}

export function isOneCause(groups: readonly Group[]): boolean {
	return new Set(groups.map(({ stories }) => sameKind(stories[0]))).size === 1;
}

function groupBy(stories: readonly Story[], keyOf: (story: Story) => string): Group[] {
	const groups = new Map<string, [Story, ...Story[]]>();
	for (const story of stories) {
		const key = keyOf(story);
		const group = groups.get(key);
		if (group) group.push(story);
		else groups.set(key, [story]);
	}
	return [...groups.values()]
		.map((members) => ({ tone: toneOf(members[0].last), shape: members[0].shape, stories: members }))
		.sort((a, b) => rank(a) - rank(b) || b.stories.length - a.stories.length);
}

function rank({ tone, shape }: Group): number {
	return ORDER.indexOf(tone) * SHAPES.length + SHAPES.indexOf(shape);
}

/** The failure that the story is about: for one that passed, the worst of it. */
export function failureOf({ shape, last, earlier }: Story): WordedTransition {
	if (shape !== "passed") return last;
	return earlier.reduce(
		(worst, next) => (ORDER.indexOf(toneOf(next)) < ORDER.indexOf(toneOf(worst)) ? next : worst),
		earlier[0] ?? last,
	);
}

function causeOf(story: Story): string {
	const { cause, headline } = failureOf(story);
	return cause ?? headline;
}

export function targetsOf(groups: readonly Group[]): string[] {
	return [...new Set(groups.flatMap(({ stories }) => stories.map(({ last }) => last.target)))];
}

export function serversOf(groups: readonly Group[]): string[] {
	return [...new Set(groups.flatMap(({ stories }) => stories.map(({ last }) => last.url)))];
}
