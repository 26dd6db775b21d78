/** How a generation ended, by the meaning of the server's word. */
export type EndingKind =
	/** The model finished, hit a stop sequence, or wants a tool. */
	| "natural"
	/** It hit the token or context limit: the model was working. */
	| "token_limit"
	/** A content filter removed the text. */
	| "filtered"
	/** The engine or a gateway gave up: earlier output does not count. */
	| "broken_off"
	/** An unknown word: it proves nothing. */
	| "unknown";

export type Ending = Readonly<{ kind: EndingKind; word: string }>;

/**
 * Words as servers write them, in lower case and joined by `_`. The first match decides: Cohere's `ERROR_TOXIC` means a
 * filter and `ERROR_LIMIT` a limit, though both are named errors.
 */
const MEANINGS: readonly (readonly [EndingKind, RegExp])[] = [
	[
		"filtered",
		/filter|safety|sensitive|moderat|guardrail|recitation|block_?list|prohibited|spii|toxic|policy|inappropriate|refus|^(blocked|risk|censored|violation|copyright|intervened)|_armor/,
	],
	[
		"token_limit",
		/length|max_?(new_|output_|completion_)?tokens?|(token|output|error|context)_?limit|context_window|^limit/,
	],
	[
		"broken_off",
		/abort|cancel|insufficient|resource|error|fail|interrupt|timed?_?out|deadline|disconnect|network|preempt|evict|overload|unavailable|shut_?down|crash|exception|killed|terminated|exhausted|rate_?limit|quota|^(oom|pause|paused|disposed)$/,
	],
	[
		"natural",
		/stop|^(eos|eot|end|ended)(_|$)|end_(of_)?turn|(^|_)complet|^finish(ed)?$|tool|function|^(done|success|normal|ok|pause_turn)$/,
	],
];

/** The rest is ignored: a real word is short. */
const LONGEST_WORD = 64;

export function endingOf(word: string): Ending {
	const plain = word
		.slice(0, LONGEST_WORD)
		.replace(/([a-z])([A-Z])/g, "$1_$2")
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "_");
	return { kind: MEANINGS.find(([, pattern]) => pattern.test(plain))?.[0] ?? "unknown", word };
}
