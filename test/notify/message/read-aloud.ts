import type { SlackPayload } from "../../../src/notify/slack/payload.ts";

/** A Slack payload as a person would see it, for the golden files. */
export function readAloud({ text, attachments }: SlackPayload): string {
	const blocks = attachments.map(({ color, title, text: body, fields }) =>
		[
			`[${color}] ${title}`,
			...body.split("\n"),
			...fields.map((field) => `${`${field.title}:`.padEnd(14)}${field.value}`),
		]
			.map((line) => `  | ${line}`.trimEnd())
			.join("\n"),
	);
	return `${[text, ...blocks].join("\n\n")}\n`;
}
