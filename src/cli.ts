import { type Command as Commander, CommanderError } from "commander";
import { SECRETS_NOTE } from "./cli/help.ts";
import { buildProgram } from "./cli/program.ts";
import { COMMANDS, type Command, type Flags, type Invocation } from "./config/invocation.ts";
import { mask } from "./config/mask.ts";
import { closest } from "./core/closest.ts";
import { clean } from "./core/text.ts";

const NOT_COMMANDS = ["help", "-h", "--help", "-V", "--version"];
const SECRET_OPTION =
	/^--?(?:(?:llm-?)?api-?key|key|token|auth.*|bearer|password|secret|(?:slack-?)?webhook(?:-?url)?|heartbeat(?:-?url)?)$/i;

/** argv (without node and script) → what to run. Never prints, exits or throws for what the user typed. */
export function interpret(argv: readonly string[], version: string): Invocation {
	const shown: string[] = [];
	let found: Invocation | null = null;
	const sink = { out: (text: string) => void shown.push(text), error: () => {} };
	const program = buildProgram(version, sink, (command) => {
		found = fromCommand(command);
	});
	try {
		program.parse(withCommand(argv), { from: "user" });
		return found ?? { kind: "show", text: shown.join("") };
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		// Asking for help or for the version ends in a CommanderError with exit code 0.
		return error.exitCode === 0 ? { kind: "show", text: shown.join("") } : usage(describeError(error));
	}
}

/** `check` is the default. Chosen here and not by commander, which would look for --help among option values. */
function withCommand(argv: readonly string[]): string[] {
	const first = argv[0] ?? "";
	const given = NOT_COMMANDS.includes(first) || (COMMANDS as readonly string[]).includes(first);
	return given ? [...argv] : ["check", ...argv];
}

function fromCommand(command: Commander): Invocation {
	const [url] = command.args;
	const problem = (url === undefined ? null : urlProblem(url)) ?? conflict(command);
	if (problem !== null) return usage(problem);
	const flags = url === undefined ? readFlags(command) : { url, ...readFlags(command) };
	return { kind: "run", command: command.name() as Command, flags };
}

/** A bare word is a mistyped command rather than a host, and "api down" would be the wrong answer to it. */
function urlProblem(url: string): string | null {
	if (url.trim() === "") return "the address of the server is empty";
	if (!/^[\w-]+$/.test(url) || url === "localhost") return null;
	if ((COMMANDS as readonly string[]).includes(url)) return `the command comes first: llm-healthcheck ${url} …`;
	const meant = closest(url, COMMANDS);
	const hint = meant === null ? "" : ` Did you mean ${meant}?`;
	return `there is no command '${clean(url, 40)}'.${hint} (A server is written with its port or scheme: http://${clean(url, 40)}:8000)`;
}

function conflict(command: Commander): string | null {
	const { print, format, explain } = command.opts();
	if (print !== undefined && format !== undefined) return "--print and --format exclude each other";
	if (explain && ((format !== undefined && format !== "text") || print !== undefined))
		return "--explain is for the text format";
	return null;
}

const IN_MS: Readonly<Record<string, string>> = {
	deadline: "deadlineMs",
	apiTimeout: "apiTimeoutMs",
	inferenceTimeout: "inferenceTimeoutMs",
	slow: "slowMs",
	maxAge: "maxAgeMs",
	timeout: "timeoutMs",
	interval: "intervalMs",
};

/** Only what was typed: commander's own defaults (`wake: true` for --no-wake) are none of ours. */
function readFlags(command: Commander): Flags {
	const typed = Object.entries(command.opts()).filter(([name]) => command.getOptionValueSource(name) === "cli");
	return Object.fromEntries(typed.map(([name, value]) => [IN_MS[name] ?? name, value]));
}

function describeError(error: CommanderError): string {
	const option = /^error: unknown option '([^'=]*)/.exec(error.message)?.[1];
	if (option !== undefined && SECRET_OPTION.test(option)) {
		return `there is no option ${option}. ${SECRETS_NOTE} Set LLM_API_KEY or SLACK_WEBHOOK_URL in the environment or in .env, or LLM_API_KEY_FILE to the path of a file that holds it`;
	}
	if (option !== undefined) return error.message.replace(/^error: /, "").replace(/'([^'=]*)=[^']*'/, "'$1'");
	return error.message.replace(/^error: /, "");
}

function usage(problem: string): Invocation {
	const text = mask(problem)
		.split("\n")
		.map((line) => clean(line, 500))
		.join("\n");
	return { kind: "usage", text: `llm-healthcheck: ${text}\nSee llm-healthcheck --help` };
}
