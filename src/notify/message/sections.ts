import type { Tone } from "../../core/alerting/transition.ts";
import { clean, nameList, nameOf, plural } from "../../core/prose/clean.ts";
import { failureWord, placeOf, topicOf } from "./headlines.ts";
import type { MessageContext, Section } from "./message.ts";
import { failureOf, type Group, isOneCause, mergeServers, type Story, serversOf, targetsOf } from "./stories.ts";
import { briefly, whenLines } from "./when.ts";
import type { WordedTransition } from "./worded.ts";

const GROUPS_LISTED = 10;

const TITLES = {
	critical: "CRITICAL",
	warning: "WARNING",
	info: "INFO",
	recovered: "RECOVERED",
} as const satisfies Record<Tone, string>;

/** One group in full. `alone`: the message's first line has just said how severe it is. */
export function detailedSection(group: Group, alone: boolean, context: MessageContext): Section {
	const [first] = group.stories;
	const { last } = first;
	const detail = detailOf(group);
	const targets = targetsOf([group]);
	return {
		tone: group.tone,
		title: alone ? whatOf(group) : `${TITLES[group.tone]}: ${whatOf(group)}`,
		lines: [
			...(targets.length > 1 ? [groupLine(group)] : []),
			...(detail ? [detail] : []),
			...whenLines(group, context),
		],
		facts: [
			...(targets.length > 1 ? [] : [{ label: "Target", value: nameList(targets) }]),
			{ label: "Server", value: serverOf(last) },
			...modelFact(modelsOf(group)),
			{ label: "Status", value: statusPath(first) },
			{ label: "Checked from", value: clean(context.host) },
		],
		nextStep: group.shape === "open" ? command(last) : null,
		time: last.time,
	};
}

/** Many groups of one tone: a line each, the rest counted. */
export function listSection(found: readonly Group[], context: MessageContext): Section {
	const groups = found.length > GROUPS_LISTED ? mergeServers(found) : found;
	const [worst] = groups;
	const first = worst?.stories[0];
	const rest = groups.slice(GROUPS_LISTED);
	const counted = `… and ${plural(targetsOf(rest).length, "more target")} on ${plural(serversOf(rest).length, "server")}`;
	const many = `${plural(targetsOf(groups).length, "target")} on ${plural(serversOf(groups).length, "server")}`;
	const sharedDetail = worst && isOneCause(groups) ? detailOf(worst) : null;
	const nextStep = first && worst.shape === "open" ? command(first.last) : null;
	return {
		tone: worst?.tone ?? "info",
		title: `${TITLES[worst?.tone ?? "info"]}: ${many}`,
		lines: [
			...groups.slice(0, GROUPS_LISTED).map((group) => `• ${groupLine(group)}, ${briefly(group, context)}`),
			...(rest.length > 0 ? [counted] : []),
			...(sharedDetail === null ? [] : [sharedDetail]),
			...(first && nextStep ? [`Start with ${nameOf(first.last.target)}:`] : []),
		],
		facts: [{ label: "Checked from", value: clean(context.host) }],
		nextStep,
		time: first?.last.time ?? new Date(context.now).toISOString(),
	};
}

/** What the last transition says of its moment;  */
function detailOf({ shape, stories }: Group): string | null {
	const { detail, kind } = stories[0].last;
	return detail === null || shape === "passed" || kind === "flapping" ? null : clean(detail, 600);
}

function whatOf({ shape, stories: [story] }: Group): string {
	return shape === "passed" ? `Was ${failureWord(story)} meanwhile` : topicOf(story.last);
}

/** `12 targets on http://gpu1:8000/v1 — connection refused: a, b, c … and 9 more` */
function groupLine(group: Group): string {
	const [first] = group.stories;
	const targets = targetsOf([group]);
	const servers = serversOf([group]);
	const where = servers.length > 1 ? plural(servers.length, "server") : clean(first.last.url);
	const what = topicOf(failureOf(first));
	if (targets.length === 1) return `${placeOf(first.last)} — ${what}`;
	return `${targets.length} targets on ${where} — ${what}: ${nameList(targets)}`;
}

function modelFact(models: readonly string[]): Section["facts"] {
	return models.length === 0 ? [] : [{ label: models.length > 1 ? "Models" : "Model", value: nameList(models) }];
}

function modelsOf({ stories }: Group): string[] {
	return [...new Set(stories.flatMap(({ last }) => (last.model === null ? [] : [last.model])))];
}

function serverOf({ url, server }: WordedTransition): string {
	return server === "unknown" ? clean(url) : `${clean(url)} (${server})`;
}

function statusPath({ last, earlier }: Story): string {
	return [...earlier.map(({ from }) => from), last.from, last.to]
		.filter((status, index, all) => status !== all[index - 1])
		.join(" → ");
}

function command({ nextStep }: WordedTransition): string | null {
	if (nextStep === null) return null;
	return nextStep
		.split("\n")
		.slice(0, 10)
		.map((line) => clean(line, 1000))
		.join("\n");
}
