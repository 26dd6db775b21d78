import { describe, expect, test } from "vitest";
import { activity, readCounters } from "../../../src/checks/llm/counters.ts";

const pages: readonly (readonly [string, string, object | null])[] = [
	[
		"vLLM, two engines",
		'# HELP x\nvllm:num_requests_running{engine="0",model_name="a b"} 3.0\nvllm:num_requests_running{engine="1"} 1.0\nvllm:num_requests_waiting{engine="0"} 17\nvllm:generation_tokens_total{engine="0"} 1.2e+03\n',
		{ running: 4, waiting: 17, progress: 1200 },
	],
	[
		"SGLang",
		'sglang:num_running_reqs{a="b"} 2\nsglang:num_queue_reqs 40\n',
		{ running: 2, waiting: 40, progress: null },
	],
	[
		"llama.cpp",
		"llamacpp:requests_processing 1\nllamacpp:requests_deferred 3\nllamacpp:n_decode_total 5\n",
		{ running: 1, waiting: 3, progress: 5 },
	],
	[
		"TGI",
		'tgi_queue_size 12\ntgi_batch_current_size 8\ntgi_batch_inference_count{method="decode"} 7\n',
		{ running: 8, waiting: 12, progress: 7 },
	],
	["somebody else's", "process_cpu_seconds_total 1\nhttp_requests_waiting 4\n", null],
	["not a number", "tgi_queue_size NaN\n", null],
	["HTML", "<html>tgi_queue_size 12</html>", null],
];

describe("counters of", () => {
	test.each(pages)("%s", (_name, page, expected) => {
		const counters = readCounters(page, 7);
		if (expected === null) expect(counters).toBeNull();
		else expect(counters).toEqual({ time: 7, ...expected });
	});
});

const at = (progress: number | null, waiting: number | null = null, running: number | null = null) => ({
	time: 1,
	running,
	waiting,
	progress,
});

test.each([
	["tokens advance", at(5), at(6), "busy"],
	["tokens stand still, work there", at(5, 3, 1), at(5, 3, 1), "hung"],
	["tokens stand still, nothing to do", at(5, 0, 0), at(5, 0, 0), "hung"],
	["restarted in between", at(500), at(5), "busy"],
	["one look only, and a queue", null, at(5, 3, 1), "busy"],
	["one look only, no queue", null, at(5, 0, 1), "unknown"],
	["no tokens counted, and a queue", null, at(null, 3), "busy"],
	["no tokens counted, no queue", at(null, 0), at(null, 0), "unknown"],
] as const)("activity: %s", (_name, earlier, later, expected) => {
	expect(activity(earlier, later)).toBe(expected);
});
