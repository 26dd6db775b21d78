import { type Command as Commander, CommanderError } from "commander";
import { COMMANDS, type Command, type Flags, type Invocation } from "../core/invocation/invocation.ts";
import { clean } from "../core/prose/clean.ts";
import { closest } from "../core/prose/closest.ts";
import { mask } from "../core/prose/secret-text.ts";
import { SECRETS_NOTE } from "./help.ts";
import { commandsTaking, optionMeant } from "./options.ts";
import { buildProgram } from "./program.ts";
import { duration } from "./values.ts";

const ALONE = ["-h", "--help", "-V", "--version"];
const SECRET_OPTION =
	/^--?(?:(?:llm-?)?api-?key|key|token|auth.*|bearer|password|secret|(?:slack-?)?webhook(?:-?url)?|heartbeat(?:-?url)?)$/i;

/** argv (without node and script) → what to run. Never prints, exits or throws for what the user typed. */
export function interpret(argv: readonly string[], version: string): Invocation {
	if (argv[0] === "help" && argv[1] !== undefined && !isCommand(argv[1])) return usage(noCommand(argv[1]));
	const shown: string[] = [];
	let found: Invocation | null = null;
	const sink = { out: (text: string) => void shown.push(text), error: () => {} };
	const words = withCommand(argv);
	const [first = ""] = words;
	const onCommand = (command: Commander) => {
		found = fromCommand(command);
	};
	const program = buildProgram(version, sink, onCommand, isCommand(first) ? first : null);
	try {
		program.parse(words, { from: "user" });
		return found ?? { kind: "show", text: shown.join("") };
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		// Asking for help or for the version ends in a CommanderError with exit code 0.
		if (error.exitCode === 0) return { kind: "show", text: shown.join("") };
		return usage(mistypedCommand(argv) ?? describeError(error, first));
	}
}

/** `check` is the default. Chosen here and not by commander, which would look for --help among option values. */
function withCommand([first, ...rest]: readonly string[]): string[] {
	if (first === undefined) return ["check"];
	if (first === "help") return [...rest.slice(0, 1), "--help"];
	return ALONE.includes(first) || isCommand(first) ? [first, ...rest] : ["check", first, ...rest];
}

function isCommand(word: string): word is Command {
	return (COMMANDS as readonly string[]).includes(word);
}

function fromCommand(command: Commander): Invocation {
	const [url] = command.args;
	const problem = (url === undefined ? null : urlProblem(url)) ?? conflict(command);
	if (problem !== null) return usage(problem);
	const flags = url === undefined ? readFlags(command) : { url, ...readFlags(command) };
	return { kind: "run", command: command.name() as Command, flags };
}

/** `prob http://gpu1:8000`: what commander says of the words after it (too many, unknown) would lead astray. */
function mistypedCommand([first = ""]: readonly string[]): string | null {
	return first.startsWith("-") || isCommand(first) ? null : urlProblem(first);
}

/** A bare word is a mistyped command rather than a host, and "api down" would be the wrong answer to it. */
function urlProblem(url: string): string | null {
	if (url.trim() === "") return "the address of the server is empty";
	if (!/^[\w-]+$/.test(url) || url === "localhost") return null;
	if (isCommand(url)) return `the command comes first: llm-healthcheck ${url} …`;
	return `${noCommand(url)} (A server is written with its port or scheme: http://${clean(url, 40)}:8000)`;
}

function noCommand(word: string): string {
	const meant = closest(word, COMMANDS);
	return `there is no command '${clean(word, 40)}'.${meant === null ? "" : ` Did you mean ${meant}?`}`;
}

function conflict(command: Commander): string | null {
	const { print, format, explain } = command.opts();
	if (print !== undefined && format !== undefined) return "--print and --format exclude each other";
	if (explain && ((format !== undefined && format !== "text") || print !== undefined))
		return "--explain is for the text format";
	return null;
}

/** Only what was typed: commander's own defaults (`wake: true` for --no-wake) are none of ours. */
function readFlags(command: Commander): Flags {
	const typed = Object.entries(command.opts()).filter(([name]) => command.getOptionValueSource(name) === "cli");
	const durations = command.options.filter(({ parseArg }) => parseArg === duration);
	const inMs = new Set(durations.map((option) => option.attributeName()));
	return Object.fromEntries(typed.map(([name, value]) => [inMs.has(name) ? `${name}Ms` : name, value]));
}

function describeError(error: CommanderError, command: string): string {
	const typed = /^error: unknown option '([^'=]*)/.exec(error.message)?.[1];
	if (typed === undefined) return error.message.replace(/^error: /, "");
	return unknownOption(typed, isCommand(command) ? command : "check");
}

/** `typed` is without what stood behind `=`: it may be a secret. */
function unknownOption(typed: string, command: Command): string {
	if (SECRET_OPTION.test(typed)) {
		return `there is no option ${typed}. ${SECRETS_NOTE} Set LLM_API_KEY or SLACK_WEBHOOK_URL in the environment or in .env, or LLM_API_KEY_FILE to the path of a file that holds it`;
	}
	// The value of a short option follows it directly (`-ksecret`).
	if (!typed.startsWith("--")) return `there is no option '${typed.slice(0, 2)}'.`;
	const others = commandsTaking(typed);
	if (others.length > 0) return `${typed} is an option of ${others.join(", ")} only`;
	const meant = optionMeant(typed, command);
	return `there is no option '${typed}'.${meant === null ? "" : ` Did you mean ${meant}?`}`;
}

function usage(problem: string): Invocation {
	const text = mask(problem)
		.split("\n")
		.map((line) => clean(line, 500))
		.join("\n");
	return { kind: "usage", text: `llm-healthcheck: ${text}\nSee llm-healthcheck --help` };
}
