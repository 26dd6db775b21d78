import type { Command, Option } from "commander";
import { type Completion, completionOf } from "../cli/options.ts";
import { buildProgram } from "../cli/program.ts";
import { collect } from "../cli/values.ts";

/** The command line as plain data, read off the commander definitions: what the man page and the completions say. */
export type CommandShape = Readonly<{
	name: string;
	words: string;
	takesUrl: boolean;
	options: readonly OptionShape[];
}>;
export type OptionShape = Readonly<{
	long: string;
	short: string | null;
	/** `<file>`; `null` for a switch. */
	value: string | null;
	words: string;
	complete: Completion;
	repeatable: boolean;
}>;

export function readCommandLine(): CommandShape[] {
	const program = buildProgram("", { out: () => {}, error: () => {} }, () => {});
	return program.commands.map(shapeOf);
}

function shapeOf(command: Command): CommandShape {
	return {
		name: command.name(),
		words: command.summary(),
		takesUrl: command.registeredArguments.length > 0,
		options: [...command.options.map(optionShape), HELP],
	};
}

function optionShape(option: Option): OptionShape {
	const long = option.long ?? "";
	return {
		long,
		short: option.short ?? null,
		value: /<.*>/.exec(option.flags)?.[0] ?? null,
		words: option.description,
		complete: completionOf(long),
		repeatable: option.parseArg === collect,
	};
}

const HELP: OptionShape = {
	long: "--help",
	short: "-h",
	value: null,
	words: "show help",
	complete: null,
	repeatable: false,
};
