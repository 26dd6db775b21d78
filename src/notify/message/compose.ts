import type { StateProblem } from "../../core/alerting/state.ts";
import { type Tone, toneOf } from "../../core/alerting/transition.ts";
import { clean, plural } from "../../core/prose/clean.ts";
import { placeOf, spellOf, topicOf } from "./headlines.ts";
import type { Message, MessageContext, Section } from "./message.ts";
import { detailedSection, listSection } from "./sections.ts";
import { failureOf, type Group, groupStories, serversOf, storiesOf, targetsOf } from "./stories.ts";
import { lasted, passed, stretch, utcRange } from "./times.ts";
import type { WordedTransition } from "./worded.ts";

/** More groups than this, in all or of one tone, are shown in lists, a line each. */
const DETAILED_GROUPS = 4;
const DETAILED_OF_TONE = 2;

/** Everything that is pending for one notifier, oldest first, as one message. */
export function composeMessage(transitions: readonly WordedTransition[], context: MessageContext): Message {
	const groups = groupStories(storiesOf(transitions));
	const shown = tonesOf(groups).flatMap((tone) => {
		const sameTone = ofTone(groups, tone);
		const inFull = groups.length <= DETAILED_GROUPS && sameTone.length <= DETAILED_OF_TONE;
		const alone = groups.length === 1;
		return inFull ? sameTone.map((group) => detailedSection(group, alone, context)) : [listSection(sameTone, context)];
	});
	const suspects = transitions.filter(({ ownNetwork }) => ownNetwork);
	return {
		tone: groups[0]?.tone ?? "info",
		summary: summaryOf(groups, suspects.length > 0, context),
		sections: [...isItMe(suspects, context), ...shown, ...smallPrint(transitions, context)],
	};
}

/** For `test-alert`: cannot be mistaken for an alert. */
export function testMessage(notifier: string, { host, now }: Pick<MessageContext, "host" | "now">): Message {
	const time = new Date(now).toISOString();
	return {
		tone: "info",
		summary: `TEST: llm-healthcheck on ${clean(host)} can reach you here. Nothing is wrong.`,
		sections: [
			{
				tone: "info",
				title: "TEST: this is not an alert",
				lines: ["Sent by `llm-healthcheck test-alert`. Alerts of the LLM servers will come to this place."],
				facts: [
					{ label: "Notifier", value: clean(notifier) },
					{ label: "Checked from", value: clean(host) },
				],
				nextStep: null,
				time,
			},
		],
	};
}

function tonesOf(groups: readonly Group[]): Tone[] {
	return [...new Set(groups.map(({ tone }) => tone))];
}

function ofTone(groups: readonly Group[], tone: Tone): Group[] {
	return groups.filter((group) => group.tone === tone);
}

function summaryOf(groups: readonly Group[], ownNetwork: boolean, { now }: MessageContext): string {
	const [worst] = tonesOf(groups);
	if (!worst) return "INFO: nothing to send";
	const first = ofTone(groups, worst);
	const rest = tonesOf(groups)
		.slice(1)
		.map((tone) => `${targetsOf(ofTone(groups, tone)).length} ${tone}`);
	const also = rest.length > 0 ? `; also ${rest.join(", ")}` : "";
	const doubt = ownNetwork ? " (or the checking host is cut off)" : "";
	return `${worst.toUpperCase()}: ${summaryWords(first, now)}${also}${doubt}`;
}

function summaryWords(groups: readonly Group[], now: number): string {
	const names = targetsOf(groups);
	const [first] = groups[0]?.stories ?? [];
	if (!first) return "";
	if (names.length > 1)
		return `${names.length} targets on ${plural(serversOf(groups).length, "server")}: ${headlines(groups)}`;
	const { last, shape } = first;
	const what = placeOf(last);
	if (shape === "open") return `${what}: ${topicOf(last)}`;
	if (shape === "passed") return `${what}: was ${spellOf([first])} ${stretch(last.since, last.time, now)}`;
	const isWhole = passed(last.since, last.time) && !last.interrupted;
	const after = isWhole ? `, after ${lasted(last.since, Date.parse(last.time))}` : "";
	return `${what}: ${topicOf(last)}${after}`;
}

/** The most frequent three, with counts when there are several. */
function headlines(groups: readonly Group[]): string {
	const counts = new Map<string, number>();
	for (const { stories } of groups) {
		for (const story of stories) {
			const headline = topicOf(failureOf(story));
			counts.set(headline, (counts.get(headline) ?? 0) + 1);
		}
	}
	const sorted = [...counts].sort((a, b) => b[1] - a[1]);
	const shown = sorted
		.slice(0, 3)
		.map(([headline, count]) => (sorted.length > 1 ? `${headline} (${count})` : headline));
	return sorted.length > 3 ? `${shown.join(", ")} and ${plural(sorted.length - 3, "other cause")}` : shown.join(", ");
}

function isItMe(suspects: readonly WordedTransition[], { host, now }: MessageContext): Section[] {
	const [first] = suspects;
	const last = suspects.at(-1);
	if (!first || !last) return [];
	const when = utcRange(first.time, last.time, now);
	return [
		{
			tone: "warning",
			title: "Is it the checking host?",
			lines: [
				`At ${when} every target of every server failed at the network level. ${clean(host)}, which checks them, may itself be cut off: look at its network, DNS and proxy before the servers.`,
			],
			facts: [],
			nextStep: null,
			time: first.time,
		},
	];
}

function mayComeTwice(problem: StateProblem, transitions: readonly WordedTransition[]): string {
	if (problem === "lost") return "The state file was lost, so this may have been sent before.";
	// What is not recorded is sent again, and is missing for the comparison when the target is healthy again.
	const open = transitions.some((transition) => toneOf(transition) !== "recovered");
	const end = open ? ", and its recovery may not be sent" : "";
	return `The state file could not be written, so this may repeat with the next run${end}.`;
}

function smallPrint(transitions: readonly WordedTransition[], { stateProblem, now }: MessageContext): Section[] {
	const folded = transitions.reduce((sum, transition) => sum + transition.folded, 0);
	const lines = [
		folded > 0 ? `${plural(folded, "change")} in between ${folded === 1 ? "is" : "are"} not listed one by one.` : null,
		stateProblem === null ? null : mayComeTwice(stateProblem, transitions),
	].filter((line) => line !== null);
	if (lines.length === 0) return [];
	const time = new Date(now).toISOString();
	return [{ tone: "info", title: "About this message", lines, facts: [], nextStep: null, time }];
}
