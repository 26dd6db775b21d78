import type { CommandShape, OptionShape } from "./command-line.ts";

const NAME = "llm-healthcheck";
const flagsOf = ({ short, long }: OptionShape) => (short === null ? [long] : [short, long]);
const names = (commands: readonly CommandShape[]) => commands.map(({ name }) => name);

/** Each option once, as all commands that have it mean the same by it. */
function allOptions(commands: readonly CommandShape[]): OptionShape[] {
	return [...new Map(commands.flatMap(({ options }) => options).map((option) => [option.long, option])).values()];
}

export function bashCompletion(commands: readonly CommandShape[]): string {
	const options = allOptions(commands);
	const files = options.filter(({ complete }) => complete === "file").flatMap(flagsOf);
	const silent = options.filter(({ complete, value }) => value !== null && complete === null).flatMap(flagsOf);
	const values = options.flatMap((option) =>
		Array.isArray(option.complete) ? [`		${flagsOf(option).join("|")}) words="${option.complete.join(" ")}" ;;`] : [],
	);
	const flags = commands.map(({ name, options }) => `			${name}) words="${options.flatMap(flagsOf).join(" ")}" ;;`);
	return `# bash completion for ${NAME}: source this file, or put it into /usr/share/bash-completion/completions/
_llm_healthcheck() {
	local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=check words=
	COMPREPLY=()
	# bash splits --format=json into three words.
	if [[ $current == "=" ]]; then current=; elif [[ $previous == "=" ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
	case \${COMP_WORDS[1]} in ${names(commands).join("|")}) command=\${COMP_WORDS[1]} ;; esac
	case $previous in
		${files.join("|")})
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -f -- "$current")
			return ;;
		${silent.join("|")}) return ;;
${values.join("\n")}
	esac
	if [[ -z $words && $current == -* ]]; then
		case $command in
${flags.join("\n")}
		esac
	elif [[ -z $words && $COMP_CWORD == 1 ]]; then
		words="${names(commands).join(" ")}"
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _llm_healthcheck ${NAME}
`;
}

export function zshCompletion(commands: readonly CommandShape[]): string {
	const summaries = commands.map(({ name, words }) => `		${zshQuote(`${name}:${words}`)}`);
	const cases = commands.map(
		({ name, options, takesUrl }) =>
			`		${name})\n			_arguments -S \\\n${[...options.map(zshOption), ...(takesUrl ? ["'::address of the server:_urls'"] : [])].map((line) => `				${line}`).join(" \\\n")}\n			;;`,
	);
	return `#compdef ${NAME}
# zsh completion for ${NAME}: put this file into a folder of $fpath

_llm-healthcheck() {
	local command=check
	local -a commands
	commands=(
${summaries.join("\n")}
	)
	if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
		_describe -t commands command commands
		return
	fi
	case $words[2] in
		${names(commands).join("|")})
			command=$words[2]
			shift words
			(( CURRENT-- ))
			;;
	esac
	case $command in
${cases.join("\n")}
	esac
}

if [[ $funcstack[1] == _llm-healthcheck ]]; then
	_llm-healthcheck "$@"
else
	compdef _llm-healthcheck ${NAME}
fi
`;
}

function zshOption(option: OptionShape): string {
	const flags = flagsOf(option).map((flag) =>
		option.value === null ? flag : flag.startsWith("--") ? `${flag}=` : `${flag}+`,
	);
	const words = option.words.replace(/[[\]:]/g, "\\$&");
	const action =
		option.complete === "file" ? "_files" : option.complete === null ? " " : `(${option.complete.join(" ")})`;
	const value = option.value === null ? "" : `:${option.value.slice(1, -1)}:${action}`;
	const before = option.repeatable ? "'*'" : flags.length > 1 ? `'(${flagsOf(option).join(" ")})'` : "";
	const braces = flags.length > 1 ? `{${flags.join(",")}}` : flags.join("");
	return `${before}${braces}${zshQuote(`[${words}]${value}`)}`;
}

function zshQuote(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

export function fishCompletion(commands: readonly CommandShape[]): string {
	const [first, ...others] = names(commands);
	const when = (name: string) =>
		name === first ? `not __fish_seen_subcommand_from ${others.join(" ")}` : `__fish_seen_subcommand_from ${name}`;
	const lines = commands.flatMap(({ name, words, options }) => [
		`complete -c ${NAME} -n __fish_use_subcommand -a ${name} -d ${fishQuote(words)}`,
		...options.map((option) => `complete -c ${NAME} -n ${fishQuote(when(name))} ${fishOption(option)}`),
	]);
	return `# fish completion for ${NAME}: put this file into ~/.config/fish/completions/
complete -c ${NAME} -f
${lines.join("\n")}
`;
}

function fishOption({ short, long, value, words, complete }: OptionShape): string {
	const values = Array.isArray(complete) ? ` -a ${fishQuote(complete.join(" "))}` : "";
	const taken = value === null ? "" : complete === "file" ? " -r -F" : ` -x${values}`;
	return `${short === null ? "" : `-s ${short.slice(1)} `}-l ${long.slice(2)}${taken} -d ${fishQuote(words)}`;
}

function fishQuote(text: string): string {
	return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
