import { TARGET_KINDS } from "../config/schema.ts";
import {
	FLAPPING,
	MAINTENANCE,
	NOTIFIER,
	NOTIFIERS,
	ownSettings,
	QUIET_HOURS,
	ROOT,
	SETTINGS,
	type SettingDescription,
	STATE,
} from "./descriptions.ts";

/** examples/settings.md: every key of the config file, made of the same words as the JSON Schema. */
export function buildSettingsPage(): string {
	return `# Every key of the config file

Generated from src/build/descriptions.ts by \`npx vitest run test/build -u\`. How it all goes together: [configuration.md](configuration.md).

A duration is written \`500ms\`, \`15s\`, \`2m\`, \`1h\` or \`1d\`; a bare number is seconds. Paths are relative to the file. An unknown key is an error.

${[
	table("The file", ROOT),
	...TARGET_KINDS.map((kind) => table(`\`targets[]\` of the kind \`${kind}\``, ownSettings(kind))),
	table("`targets[]` and `defaults`", SETTINGS),
	table("`flapping`", FLAPPING),
	table("`quietHours[]`", QUIET_HOURS),
	table("`maintenance[]`", MAINTENANCE),
	table("`notifiers[]`", NOTIFIER),
	...Object.entries(NOTIFIERS).map(([kind, rows]) => table(`\`notifiers[]\` of the kind \`${kind}\``, rows)),
	table("`state`", STATE),
].join("\n")}`;
}

function table(title: string, descriptions: Readonly<Record<string, SettingDescription>>): string {
	const rows = Object.entries(descriptions).map(([name, { words, values, standard }]) => {
		const shown = standard === null ? "–" : `\`${standard}\``;
		return `| \`${name}\` | ${values} | ${shown} | ${words} |`;
	});
	return `## ${title}\n\n| key | value | default | meaning |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}
