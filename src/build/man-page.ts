import { EXAMPLES, EXIT_CODE_ROWS, FILES, SECRETS_NOTE, VARIABLES } from "../cli/help.ts";
import { TARGET_KINDS } from "../config/schema.ts";
import { RECORD_FIELDS } from "../core/result/target-record.ts";
import type { CommandShape, OptionShape } from "./command-line.ts";
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

/** The manual page, in the roff macros that man and mandoc both read. */
export function buildManPage(commands: readonly CommandShape[], version: string): string {
	return `${[
		`.TH LLM\\-HEALTHCHECK 1 "" "llm\\-healthcheck ${roff(version)}" "User Commands"`,
		section("NAME"),
		"llm\\-healthcheck \\- check whether an LLM server can really answer",
		section("SYNOPSIS"),
		...commands.map(synopsis).flatMap((line, index) => (index === 0 ? [line] : [".br", line])),
		section("DESCRIPTION"),
		...DESCRIPTION.flatMap((words, index) => [...(index === 0 ? [] : [".PP"]), roff(words)]),
		section("COMMANDS"),
		...commands.flatMap(({ name, words }) => entry(name, words)),
		section("OPTIONS"),
		...options(commands),
		".PP",
		roff(SECRETS_NOTE),
		section("FIELDS"),
		roff(`What --print prints, and what each target has in the json format: ${RECORD_FIELDS.join(", ")}.`),
		section("EXIT STATUS"),
		...rows(EXIT_CODE_ROWS),
		section("ENVIRONMENT"),
		...rows(VARIABLES),
		section("FILES"),
		...rows(FILES),
		section("CONFIGURATION FILE"),
		...configuration(),
		section("EXAMPLES"),
		...EXAMPLES.flatMap(([command, words]) => entry(command, words)),
	].join("\n")}\n`;
}

const DESCRIPTION = [
	"Asks an OpenAI-compatible server two things: whether it lists its models (stage api), and whether a model really generates (stage inference). Compares the verdict with the last one, sends alerts of what changed, records it, and exits.",
	"Made to be run by cron, a systemd timer, Zabbix, Nagios, a container probe, a deploy script, or a person. Nothing of it keeps running in between.",
];

function configuration(): string[] {
	return [
		roff(
			'A JSON object. Durations are written "500ms", "15s", "2m", "1h"; a bare number is seconds. An unknown key is an error. The JSON Schema is shipped as dist/config.schema.json.',
		),
		...settings(ROOT, ""),
		...TARGET_KINDS.flatMap((kind) => settings(ownSettings(kind), "targets[].")),
		...settings(SETTINGS, ""),
		...settings(FLAPPING, "flapping."),
		...settings(QUIET_HOURS, "quietHours[]."),
		...settings(MAINTENANCE, "maintenance[]."),
		...settings(NOTIFIER, "notifiers[]."),
		...Object.entries(NOTIFIERS).flatMap(([kind, rows]) => settings(rows, `notifiers[] of kind ${kind}: `)),
		...settings(STATE, "state."),
	];
}

function settings(descriptions: Readonly<Record<string, SettingDescription>>, prefix: string): string[] {
	return Object.entries(descriptions).flatMap(([name, { words, standard }]) =>
		entry(
			`${prefix}${name}`,
			standard === null || words.includes("Default:") ? words : `${words} Default: ${standard}.`,
		),
	);
}

function synopsis({ name, takesUrl }: CommandShape): string {
	const command = name === "check" ? "[\\fBcheck\\fR]" : `\\fB${roff(name)}\\fR`;
	return `\\fBllm\\-healthcheck\\fR ${command}${takesUrl ? " [\\fIurl\\fR]" : ""} [\\fIoptions\\fR]`;
}

/** Each option once, with the commands that take it where not all do. */
function options(commands: readonly CommandShape[]): string[] {
	const all = new Map(commands.flatMap(({ options }) => options).map((option) => [option.long, option]));
	const inOrder = [...all.values()].sort((a, b) => Number(a.long === "--help") - Number(b.long === "--help"));
	return inOrder.flatMap((option) => {
		const takers = commands
			.filter(({ options }) => options.some(({ long }) => long === option.long))
			.map(({ name }) => name);
		const only = takers.length === commands.length ? "" : ` (${takers.join(", ")})`;
		return [".TP", optionLine(option), roff(option.words + only)];
	});
}

function optionLine({ short, long, value }: OptionShape): string {
	const flags = [short, long].filter((flag) => flag !== null).map((flag) => `\\fB${roff(flag)}\\fR`);
	return `${flags.join(", ")}${value === null ? "" : ` \\fI${roff(value.slice(1, -1))}\\fR`}`;
}

function rows(table: readonly (readonly [string, string])[]): string[] {
	return table.flatMap(([term, words]) => entry(term, words));
}

function entry(term: string, words: string): string[] {
	return [".TP", `\\fB${roff(term)}\\fR`, roff(words)];
}

function section(title: string): string {
	return `.SH ${title}`;
}

/** Text as roff takes it literally: no escapes, real hyphens, no request by a leading dot or apostrophe. */
function roff(text: string): string {
	return text
		.replaceAll("\\", "\\e")
		.replaceAll("-", "\\-")
		.replaceAll("~", "\\(ti")
		.replaceAll("^", "\\(ha")
		.replaceAll("`", "")
		.replaceAll("…", "...")
		.replace(/^[.']/gm, "\\&$&");
}
