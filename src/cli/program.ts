import { Argument, Command, type Option } from "commander";
import { COMMANDS, type Command as CommandName } from "../core/invocation/invocation.ts";
import { helpSections } from "./help.ts";
import { optionsOf } from "./options.ts";

/** Where commander's words go in place of the terminal. */
export type Sink = Readonly<{ out(text: string): void; error(text: string): void }>;

const SUMMARIES = {
	check: "probe, compare with the last run, alert on a change, record (the default; for cron)",
	probe: "probe and print: reads no state, writes nothing, sends no alert",
	status: "print what the last check recorded, without any network",
	wait: "probe until ok, or until --timeout",
	"test-alert": "send a marked test message to each notifier, and say what came back",
} as const satisfies Record<CommandName, string>;

const TAKES_URL = { check: true, probe: true, status: false, wait: true, "test-alert": false } as const;

const HELP_WIDTH = 100;

/**
 * The command line as commander knows it. It never exits and prints into the sink only.
 * `asked`: the only command that needs its options; `null`: all of them do. Every run pays for what is built here.
 */
export function buildProgram(
	version: string,
	sink: Sink,
	run: (command: Command) => void,
	asked: CommandName | null = null,
): Command {
	const program = new Command("llm-healthcheck")
		.description("Can this LLM server actually answer right now? Alerts the right person, once.")
		.usage("[command] [url] [options]")
		.version(version)
		.enablePositionalOptions()
		.exitOverride()
		.configureOutput({
			writeOut: sink.out,
			writeErr: sink.error,
			getOutHasColors: () => false,
			getErrHasColors: () => false,
			// Else commander asks process.stdout, for which Node would load all its streams.
			getOutHelpWidth: () => HELP_WIDTH,
			getErrHelpWidth: () => HELP_WIDTH,
		})
		.configureHelp({ helpWidth: HELP_WIDTH })
		.helpCommand(false)
		.addHelpText("after", helpSections);
	for (const name of COMMANDS) {
		const options = asked === null || asked === name ? optionsOf(name) : [];
		program.addCommand(buildCommand(name, program, run, options));
	}
	return program;
}

function buildCommand(
	name: CommandName,
	program: Command,
	run: (command: Command) => void,
	options: readonly Option[],
): Command {
	const command = new Command(name)
		.copyInheritedSettings(program)
		.summary(SUMMARIES[name])
		.description(SUMMARIES[name]);
	if (TAKES_URL[name]) command.addArgument(new Argument("[url]", "address of one server, such as http://gpu1:8000"));
	for (const option of options) command.addOption(option);
	return command
		.action(() => run(command))
		.addHelpText("after", "\nExit codes, environment and files: llm-healthcheck --help");
}
