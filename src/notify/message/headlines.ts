import { clean, nameOf } from "../../core/prose/clean.ts";
import { failureOf, type Group, type Story } from "./stories.ts";
import type { WordedTransition } from "./worded.ts";

/** A target and where it is; one that is named after its server is not named twice. */
export function placeOf({ target, url }: WordedTransition): string {
	return namesOfServer(url).includes(target) ? clean(url) : `${nameOf(target)} on ${clean(url)}`;
}

function namesOfServer(url: string): string[] {
	if (!URL.canParse(url)) return [url];
	const { hostname, host } = new URL(url);
	return [url, hostname, host];
}

const TOPICS = {
	problem: ({ headline }) => headline,
	recovered: ({ headline, to, cause }) => {
		if (to === "ok") return headline;
		// Nothing was asked of a model that is idle.
		return `${cause === "idle" ? "API is back" : "Answers again"}, but ${to}: ${headline}`;
	},
	reminder: ({ headline }) => `${headline} (still)`,
	// A flapping target's headline is that of one moment: it would mislead.
	flapping: () => "Flapping between up and down",
	settled: ({ headline }) => `${headline} (settled)`,
} as const satisfies Record<
	WordedTransition["kind"],
	(facts: Pick<WordedTransition, "headline" | "to" | "cause">) => string
>;

/** What happened, in a few words. */
export function topicOf({ kind, headline, to, cause }: WordedTransition): string {
	return TOPICS[kind]({ headline: clean(headline, 120), to, cause });
}

const STATUS_WORDS = {
	api_down: "down",
	model_down: "down",
	degraded: "degraded",
	ok: "flapping",
} as const satisfies Record<WordedTransition["to"], string>;

/** `down`, `degraded` or `flapping`: what the target was before it recovered. */
export function failureWord(story: Story): string {
	const failure = failureOf(story);
	if (failure.kind === "flapping" || failure.kind === "settled") return "flapping";
	return STATUS_WORDS[story.shape === "over" ? failure.from : failure.to];
}

/** `down`, or `down, with interruptions,`: what the times of it follow. */
export function spellOf(stories: Group["stories"]): string {
	const word = failureWord(stories[0]);
	return isInterrupted(stories) ? `${word}, with interruptions,` : word;
}

export function isInterrupted(stories: readonly Story[]): boolean {
	return stories.some(({ last }) => last.interrupted);
}
