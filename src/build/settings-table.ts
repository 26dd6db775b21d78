import {
	type Description,
	FLAPPING,
	MAINTENANCE,
	QUIET_HOURS,
	ROOT,
	SETTINGS,
	SLACK,
	STATE,
	TARGET,
} from "./descriptions.ts";

/** The settings as Markdown tables: the generated part of docs/configuration.md. */
export function buildSettingsTables(): string {
	return [
		table("The file", ROOT),
		table("`targets[]`", { name: TARGET.name, url: TARGET.url }),
		table("`targets[]` and `defaults`", SETTINGS),
		table("`flapping`", FLAPPING),
		table("`quietHours[]`", QUIET_HOURS),
		table("`maintenance[]`", MAINTENANCE),
		table("`slack`, or `slack[]`", SLACK),
		table("`state`", STATE),
	].join("\n");
}

function table(title: string, descriptions: Readonly<Record<string, Description>>): string {
	const rows = Object.entries(descriptions).map(
		([name, { words, values, standard }]) =>
			`| \`${name}\` | ${values} | ${standard === null ? "–" : `\`${standard}\``} | ${words} |`,
	);
	return `### ${title}\n\n| key | value | default | meaning |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}
