import { expect, test } from "vitest";
import { type EndingKind, endingOf } from "../../../src/checks/llm/ending.ts";

/** Words of servers and providers, with their own spelling. */
const WORDS: Readonly<Record<EndingKind, readonly string[]>> = {
	natural: [
		...["stop", "STOP", "eos", "eos_token", "end_turn", "stop_sequence", "COMPLETE", "completed", "tool_calls"],
		...["function_call", "tool_use", "stop_string", "FinishReason.STOP", "finished", "pause_turn", "done", "EndTurn"],
	],
	token_limit: [
		...["length", "max_tokens", "MAX_TOKENS", "max_output_tokens", "model_length", "max_length", "token_limit"],
		...["model_context_window_exceeded", "ERROR_LIMIT", "max_new_tokens", "MaxTokens", "context_length_exceeded"],
	],
	filtered: [
		...["content_filter", "SAFETY", "sensitive", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "refusal"],
		...["IMAGE_SAFETY", "guardrail_intervened", "ERROR_TOXIC", "content_filtered", "ContentFilter", "MODEL_ARMOR"],
	],
	broken_off: [
		...["abort", "aborted", "cancel", "cancelled", "canceled", "insufficient_system_resource", "error", "timeout"],
		...[
			"USER_CANCEL",
			"network_error",
			"failed",
			"interrupted",
			"preempted",
			"engine_shutdown",
			"model_error",
			"ERROR",
		],
		...["server_overloaded", "time_out", "deadline_exceeded", "killed"],
	],
	unknown: ["OTHER", "FINISH_REASON_UNSPECIFIED", "zonk", "unknown", "LANGUAGE", "7", "\u2713"],
};

test.each(Object.entries(WORDS).flatMap(([kind, words]) => words.map((word) => [word, kind] as const)))(
	"%s means %s",
	(word, kind) => {
		expect(endingOf(word)).toEqual({ kind, word });
	},
);

test("a word without an end is read in no time", () => {
	expect(endingOf("x".repeat(1_000_000)).kind).toBe("unknown");
});
