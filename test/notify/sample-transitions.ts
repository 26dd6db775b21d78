import type { Transition } from "../../src/core/alerting/transition.ts";
import type { WordedTransition } from "../../src/notify/message/worded.ts";

export const MINUTE = 60_000;
export const NOON = Date.parse("2026-11-21T10:05:00.000Z");

export function at(minutes: number): string {
	return new Date(NOON + minutes * MINUTE).toISOString();
}

let count = 0;

/** API down, seen at 10:05 UTC, unless said otherwise. */
export function transition(parts: Partial<WordedTransition> = {}): WordedTransition {
	count += 1;
	return {
		id: `t${count}`,
		kind: "problem",
		target: "gpu1-qwen",
		url: "http://gpu1:8000/v1",
		model: "Qwen/Qwen2.5-14B",
		server: "vllm",
		from: "ok",
		to: "api_down",
		time: at(0),
		since: at(0),
		interrupted: false,
		cause: "refused",
		headline: "Connection refused",
		detail: "Nothing listens at gpu1:8000 (ECONNREFUSED): the server process is not running, or it listens elsewhere.",
		nextStep: "curl -sS -m 15 -H \"Authorization: Bearer $LLM_API_KEY\" 'http://gpu1:8000/v1/models'",
		ownNetwork: false,
		folded: 0,
		pending: ["slack"],
		...parts,
	};
}

export function modelDown(parts: Partial<WordedTransition> = {}): WordedTransition {
	return transition({
		to: "model_down",
		cause: "error_in_200",
		headline: "Model answers with an error",
		detail: "The server took the request and answered: CUDA out of memory",
		nextStep: "nvidia-smi",
		...parts,
	});
}

export function recovered(parts: Partial<WordedTransition> = {}): WordedTransition {
	return transition({
		kind: "recovered",
		from: "api_down",
		to: "ok",
		time: at(15),
		since: at(0),
		cause: null,
		headline: "Answers again",
		detail: null,
		nextStep: null,
		...parts,
	});
}

/** The same with the facts that its words are made from. */
export function unworded(worded: WordedTransition): Transition {
	const access = { dialect: "openai", apiKeyEnv: "LLM_API_KEY", auth: "bearer", caFile: null } as const;
	const failure = { kind: "refused", code: "ECONNREFUSED" } as const;
	return { ...worded, stage: "api", failure, notes: [], access };
}

/** `n` targets of one server, or of as many servers. */
export function many(n: number, parts: (index: number) => Partial<WordedTransition>): WordedTransition[] {
	return Array.from({ length: n }, (_, index) => transition({ target: `model-${index + 1}`, ...parts(index) }));
}
