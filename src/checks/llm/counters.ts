import type { Counters } from "../../core/result/outcome.ts";
import { isObject, numberAt, parseJson } from "./json.ts";

type CounterNames = Readonly<{ running: RegExp; waiting: RegExp; progress: RegExp }>;

/** The servers' metric names for their work. The values of all labels of one name are added up. */
const NAMES: CounterNames = {
	running: /^(vllm:num_requests_running|sglang:num_running_reqs|llamacpp:requests_processing|tgi_batch_current_size)$/,
	waiting: /^(vllm:num_requests_waiting|sglang:num_queue_reqs|llamacpp:requests_deferred|tgi_queue_size)$/,
	// Several, because some grow only when a request ends: growth in any one shows progress.
	progress:
		/^(vllm:(generation_tokens_total|prompt_tokens_total|iteration_tokens_total_(sum|count))|sglang:(generation_tokens_total|prompt_tokens_total)|llamacpp:(tokens_predicted_total|prompt_tokens_total|n_decode_total)|tgi_batch_inference_count|tgi_request_generated_tokens_sum)$/,
};

/** The counters in a Prometheus page; `null` when it shows none of a known server. */
export function readCounters(page: string, time: number): Counters | null {
	const sums: Record<keyof CounterNames, number | null> = { running: null, waiting: null, progress: null };
	for (const line of page.split("\n")) {
		const sample = /^([a-zA-Z_:][\w:]*)(?:\{.*\})?\s+([-+\d.eE]+)(?:\s|$)/.exec(line);
		const [, name = "", value = ""] = sample ?? [];
		const number = Number(value);
		if (!sample || !Number.isFinite(number) || number < 0) continue;
		for (const key of ["running", "waiting", "progress"] as const) {
			if (NAMES[key].test(name)) sums[key] = Math.min((sums[key] ?? 0) + number, Number.MAX_VALUE);
		}
	}
	return Object.values(sums).some((sum) => sum !== null) ? { time, ...sums } : null;
}

export type Activity = "busy" | "hung" | "unknown";

/**
 * What two readings of the counters say about a server that did not answer: progress means busy, no progress
 * means hung. `earlier` may come from the previous run.
 */
export function activity(earlier: Counters | null, later: Counters): Activity {
	const { progress } = later;
	if (progress !== null && earlier !== null && earlier.progress !== null) {
		// A smaller number means a restart in between, so the server is alive.
		return progress === earlier.progress ? "hung" : "busy";
	}
	// Without an earlier reading, a queue is the only sign that others are served.
	return (later.waiting ?? 0) > 0 ? "busy" : "unknown";
}

/** Whether vLLM's counters say that its engine was put to sleep; `null`: they do not say. */
export function readSleep(page: string): boolean | null {
	const awake = [...page.matchAll(/^vllm:engine_sleep_state\{[^}\n]*sleep_state="awake"[^}\n]*\}\s+([\d.]+)/gm)];
	return awake.length === 0 ? null : awake.every(([, value]) => Number(value) === 0);
}

/**
 * llama.cpp's slots as counters: each active request has one. Their sum changes with every token and
 * every request, and is only good for comparison.
 */
export function readSlots(body: string, time: number): Counters | null {
	const json = parseJson(body);
	const slots = Array.isArray(json) ? json.filter((slot: unknown) => typeof flagOf(slot) === "boolean") : [];
	if (slots.length === 0) return null;
	const running = slots.filter((slot) => flagOf(slot) === true).length;
	return { time, running, waiting: null, progress: slots.reduce((sum, slot) => sum + workOf(slot), 0) };
}

const flagOf = (slot: unknown) => (isObject(slot) ? slot.is_processing : undefined);

function workOf(slot: unknown): number {
	const next = isObject(slot) ? slot.next_token : null;
	// An object in releases up to 2025, then a list of one.
	const decoded = numberAt(Array.isArray(next) ? next[0] : next, "n_decoded");
	return [numberAt(slot, "id_task"), numberAt(slot, "n_prompt_tokens_processed"), decoded].reduce<number>(
		(sum, number) => sum + (number ?? 0),
		0,
	);
}
