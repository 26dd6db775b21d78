import { Option } from "commander";
import { COMMANDS, type Command as CommandName, FORMATS } from "../core/invocation/invocation.ts";
import { closest } from "../core/prose/closest.ts";
import { RECORD_FIELDS } from "../core/result/target-record.ts";
import { choice, collect, duration, notEmpty, regExp } from "./values.ts";

/** Words that complete an option's value: fixed ones, files, or nothing. Completions are generated from it. */
export type Completion = readonly string[] | "file" | null;

type Spec = Readonly<{
	flags: string;
	words: string;
	read?: (value: string, previous: never) => unknown;
	complete?: Completion;
	/** What other programs call it: a hint leads from there. */
	elsewhere?: string;
}>;

const EXIT_STYLES = ["stages", "binary"] as const;
const FAIL_ON = ["api", "model", "degraded"] as const;

/** Every option of every command, in the order in which help shows them. */
const SPECS = {
	config: { flags: "-c, --config <file>", words: "the config file", read: notEmpty, complete: "file" },
	dotenv: {
		flags: "--dotenv <file>",
		words: "read variables from this file (default: .env, if there)",
		read: notEmpty,
		complete: "file",
		// So in docker and in Node. Node obeys its own behind the script's name, too: ours needs another name.
		elsewhere: "--env-file",
	},
	target: { flags: "-t, --target <name>", words: "only this target of the config file (repeatable)", read: collect },
	model: {
		flags: "-m, --model <id>",
		words: "the model to ask (default: the first listed one that can chat)",
		read: notEmpty,
	},
	name: { flags: "--name <name>", words: "what the server is called in reports and alerts", read: notEmpty },
	apiTimeout: {
		flags: "--api-timeout <duration>",
		words: "limit of a request of stage api (default: 15s)",
		read: duration,
	},
	inferenceTimeout: {
		flags: "--inference-timeout <duration>",
		words: "limit of a request of stage inference (default: 15s)",
		read: duration,
	},
	slow: { flags: "--slow <duration>", words: "an answer slower than this is degraded", read: duration },
	expect: { flags: "--expect <regex>", words: "the answer must match this regular expression", read: regExp },
	stream: { flags: "--stream", words: "ask for a stream: time to first token, tokens per second" },
	noWake: { flags: "--no-wake", words: "leave a model that sleeps or is not loaded alone" },
	caFile: {
		flags: "--ca-file <file>",
		words: "certificate authorities to trust, in PEM form",
		read: notEmpty,
		complete: "file",
	},
	state: { flags: "--state <file>", words: "the state file", read: notEmpty, complete: "file" },
	textfile: {
		flags: "--textfile <file>",
		words: "also write Prometheus metrics to this file",
		read: notEmpty,
		complete: "file",
	},
	explain: { flags: "--explain", words: "show each request, what came back and which rule decided" },
	maxAge: { flags: "--max-age <duration>", words: "a record older than this is stale: exit 3", read: duration },
	timeout: { flags: "--timeout <duration>", words: "give up after this long (default: 5m)", read: duration },
	interval: { flags: "--interval <duration>", words: "pause between two probes (default: 2s)", read: duration },
	deadline: { flags: "--deadline <duration>", words: "limit of the whole run (default: 60s)", read: duration },
	format: {
		flags: "-f, --format <format>",
		words: `${FORMATS.join(", ")} (default: text at a terminal, else log)`,
		read: choice(FORMATS),
		complete: FORMATS,
	},
	print: {
		flags: "--print <field>",
		words: "print one bare value of one target",
		read: choice(RECORD_FIELDS),
		complete: RECORD_FIELDS,
	},
	quiet: { flags: "-q, --quiet", words: "print nothing when all is ok" },
	exit: {
		flags: "--exit <style>",
		words: "stages: 0, 1, 2 (default); binary: 0 or 1",
		read: choice(EXIT_STYLES),
		complete: EXIT_STYLES,
	},
	failOn: {
		flags: "--fail-on <what>",
		words: "what exits non-zero: api, model (default) or degraded too",
		read: choice(FAIL_ON),
		complete: FAIL_ON,
	},
} as const satisfies Record<string, Spec>;

type OptionName = keyof typeof SPECS;

const WHERE = ["config", "dotenv", "target"] as const;
const SERVER = ["model", "name"] as const;
const PROBING = ["apiTimeout", "inferenceTimeout", "slow", "expect", "stream", "noWake", "caFile"] as const;
const OUTPUT = ["format", "print", "quiet", "exit", "failOn"] as const;

/** The options that each command takes. */
const TAKEN: Readonly<Record<CommandName, readonly OptionName[]>> = {
	check: [...WHERE, ...SERVER, ...PROBING, "state", "textfile", "deadline", ...OUTPUT],
	probe: [...WHERE, ...SERVER, ...PROBING, "deadline", "explain", ...OUTPUT],
	status: [...WHERE, ...SERVER, "state", "maxAge", "deadline", ...OUTPUT],
	wait: [...WHERE, ...SERVER, ...PROBING, "timeout", "interval", "deadline", ...OUTPUT],
	"test-alert": [...WHERE, "deadline", "format"],
};

/** What an option means to one command alone. */
const OWN_WORDS: Readonly<Partial<Record<CommandName, Partial<Record<OptionName, string>>>>> = {
	wait: {
		deadline: "limit of each probe (default: 60s)",
		failOn: "what is waited out: api, model (default) or degraded too",
	},
};

export function optionsOf(command: CommandName): Option[] {
	return TAKEN[command].map((name) => {
		const spec: Spec = SPECS[name];
		const option = new Option(spec.flags, OWN_WORDS[command]?.[name] ?? spec.words);
		return spec.read === undefined
			? option
			: option.argParser(spec.read as (value: string, previous: unknown) => unknown);
	});
}

/** The commands that take the option with this long flag. */
export function commandsTaking(long: string): CommandName[] {
	return COMMANDS.filter((command) => optionsOf(command).some((option) => option.long === long));
}

/** The option of this command that an unknown long flag most likely means, or `null` when none is near. */
export function optionMeant(flag: string, command: CommandName): string | null {
	const names = new Map([["help", "--help"]]);
	for (const name of TAKEN[command]) {
		const { flags, elsewhere }: Spec = SPECS[name];
		const [long = ""] = /--[\w-]+/.exec(flags) ?? [];
		for (const known of [long, elsewhere ?? long]) names.set(known.slice(2), long);
	}
	const near = closest(flag.slice(2), [...names.keys()]);
	return near === null ? null : (names.get(near) ?? null);
}

/** What completes the value of the option with this long flag. */
export function completionOf(long: string): Completion {
	const spec = Object.values(SPECS as Record<string, Spec>).find(({ flags }) => flags.split(/[ ,]+/).includes(long));
	return spec?.complete ?? null;
}
