import { clean, plural } from "../core/prose/clean.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import { STATUSES, type Status } from "../core/result/verdict.ts";

const STATUS_WORDS = {
	ok: "ok",
	degraded: "degraded",
	model_down: "model down",
	api_down: "API down",
} as const satisfies Record<Status, string>;

/** `84 ms`, `1.3 s`, `12 s`. */
export function latency(ms: number): string {
	if (ms < 999.5) return `${Math.round(ms)} ms`;
	return `${ms < 9_950 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000)} s`;
}

/** `2026-11-21T02:40:05.123Z` → `2026-11-21 02:40:05 UTC`. */
export function clock(iso: string): string {
	return clean(iso.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC"));
}

/** `model down`, or for a record too old to trust `stale, was model down`. */
export function statusWords(record: TargetRecord): string {
	const words = STATUS_WORDS[record.status];
	return record.stale ? `stale, was ${words}` : words;
}

/** `gpustack: ok: Qwen answered in 312 ms`: one target on one line, for formats that have room for no more. */
export function sentenceOf(record: TargetRecord): string {
	return `${clean(record.target)}: ${verdictWords(record)}`;
}

/** The same without the name. */
export function verdictWords(record: TargetRecord): string {
	const detail = record.detail === null ? happyDetail(record) : clean(record.detail, 400);
	return detail === "" ? statusWords(record) : `${statusWords(record)}: ${detail}`;
}

function happyDetail(record: TargetRecord): string {
	if (record.inferenceMs === null) return "";
	const model = record.model === null ? "the model" : clean(record.model);
	return `${model} answered in ${latency(record.inferenceMs)}`;
}

/** `4 targets: 2 ok, 1 degraded, 1 API down`. */
export function countOf(records: readonly TargetRecord[]): string {
	const counts = STATUSES.map((status) => ({
		words: STATUS_WORDS[status],
		count: records.filter((record) => record.status === status && !record.stale).length,
	}));
	const stale = { words: "stale", count: records.filter(({ stale }) => stale).length };
	const parts = [...counts, stale].filter(({ count }) => count > 0);
	return `${plural(records.length, "target")}: ${parts.map(({ words, count }) => `${count} ${words}`).join(", ")}`;
}
