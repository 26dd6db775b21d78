import type { Tone } from "../../core/alerting/transition.ts";
import type { Message, Section } from "../message/message.ts";

type SlackField = Readonly<{ title: string; value: string; short: boolean }>;

type SlackAttachment = Readonly<{
	color: string;
	fallback: string;
	title: string;
	text: string;
	fields: readonly SlackField[];
	mrkdwn_in: readonly string[];
	/** Seconds since the epoch. */
	ts: number;
}>;

/** Understood by Slack, Mattermost, Rocket.Chat and Discord's `/slack`: colour exists only in these old attachments. */
export type SlackPayload = Readonly<{ text: string; attachments: readonly SlackAttachment[] }>;

const COLOURS = {
	critical: "#d00000",
	warning: "#ff9f00",
	recovered: "good",
	info: "#9e9e9e",
} as const satisfies Record<Tone, string>;

// Slack's own limits are 40,000 characters of text, 3,000 a section, 2,000 a field, 150 a header and 100 attachments.
// Ours are tighter: a summary must fit a phone, and Discord refuses more than 6,000 characters in all attachments.
const SUMMARY_MAX = 300;
const TITLE_MAX = 150;
const FIELD_MAX = 160;
const TEXT_MAX = 3000;
const ALL_MAX = 5800;
const ATTACHMENTS_MAX = 10;

export function slackPayload({ summary, sections }: Message): SlackPayload {
	const shown = sections.slice(0, ATTACHMENTS_MAX);
	const share = Math.floor(ALL_MAX / Math.max(1, shown.length));
	return { text: escapeText(summary, SUMMARY_MAX), attachments: shown.map((section) => attachment(section, share)) };
}

function attachment(section: Section, share: number): SlackAttachment {
	const title = escapeText(section.title, TITLE_MAX);
	const fields = section.facts.map(({ label, value }) => {
		const text = escapeText(value, FIELD_MAX);
		return { title: label, value: text, short: text.length <= 40 };
	});
	const used = fields.reduce((sum, field) => sum + field.title.length + field.value.length, title.length);
	const seconds = Math.floor(Date.parse(section.time) / 1000);
	return {
		color: COLOURS[section.tone],
		fallback: title,
		title,
		text: body(section, Math.min(TEXT_MAX, share - used)),
		fields,
		mrkdwn_in: ["text"],
		ts: Number.isFinite(seconds) ? seconds : 0,
	};
}

/** The prose, then the next step in a code block; when both do not fit, the command is cut last. */
function body({ lines, nextStep }: Section, limit: number): string {
	const block = nextStep === null ? "" : codeBlock(nextStep, limit);
	const room = limit - block.length - 1;
	const prose = room > 0 ? escapeText(lines.join("\n"), room) : "";
	return [prose, block].filter((part) => part !== "").join("\n");
}

const FENCE = "```";

function codeBlock(command: string, limit: number): string {
	const room = limit - 2 * (FENCE.length + 1);
	if (room <= 1) return "";
	return `${FENCE}\n${escapeWithin(unfenced(command), room)}\n${FENCE}`;
}

/** Only a closing fence could leave the block: a run of backticks shrinks to two. */
function unfenced(text: string): string {
	return text.replace(/`{3,}/g, "``");
}

/** Words that ping a whole channel in Mattermost or Discord even as plain text. */
const MASS_MENTION = /@(?=(?:channel|here|everyone|all)\b)/gi;

/** Foreign text outside a code block: no ping, no fence, cut before it is escaped so that no entity is cut. */
function escapeText(text: string, limit: number): string {
	return escapeWithin(unfenced(text).replace(MASS_MENTION, "@\u200b"), limit);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function escapeWithin(text: string, limit: number): string {
	const pieces = Array.from(text, (character) => ENTITIES[character] ?? character);
	const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
	if (length <= limit) return pieces.join("");
	let kept = "";
	for (const piece of pieces) {
		if (kept.length + piece.length > limit - 1) break;
		kept += piece;
	}
	return `${kept}…`;
}
