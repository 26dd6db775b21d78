import type { FailureKind } from "../core/result/failure.ts";
import { FAILURE_FACTS } from "./failure-schema.ts";

type Json = Record<string, unknown>;

/** One step each, from version N to version N + 1. */
export type Migrations = Readonly<Record<number, (old: Json) => Json>>;

export const MIGRATIONS: Migrations = { 1: factsInPlaceOfProse };

/**
 * Version 1 kept sentences: `cause`, `detail`, `nextStep`, `headline`. Version 2 keeps the failure, and words it when
 * it is shown. Names changed too: from "told" to "sent" for alerts, from "trouble" to "failing" for targets.
 */
function factsInPlaceOfProse({ targets, outbox, ...rest }: Json): Json {
	if (typeof targets !== "object") throw new TypeError("no targets");
	const migrated = Object.entries(targets as Json).map(([name, target]) => [name, targetOf(target as Json)]);
	return {
		...rest,
		targets: Object.fromEntries(migrated),
		notifiers: {},
		outbox: (outbox as Json[]).map(transitionOf),
	};
}

function targetOf({ announced, streak, record, ...rest }: Json): Json {
	const { toldTo, toldAt, ...known } = announced as Json;
	const { troubleRuns, wellRuns, troubleSince, wellSince, settled, ...counted } = streak as Json;
	const { alert, ...seen } = record as Json;
	return {
		...rest,
		announced: { ...known, recipients: toldTo, announcedAt: toldAt },
		streak: {
			...counted,
			failingRuns: troubleRuns,
			healthyRuns: wellRuns,
			failingSince: troubleSince,
			healthySince: wellSince,
			confirmed: settled,
		},
		facts: { ...withFacts(seen), alert: alert === "delivered" ? "sent" : alert },
	};
}

function transitionOf(old: Json): Json {
	return withFacts({ ...old, stage: old.to === "api_down" ? "api" : old.to === "ok" ? null : "inference" });
}

/** The key's variable is unknown here; the next run records it. */
const ACCESS = { apiKeyEnv: "LLM_API_KEY", auth: "bearer", caFile: null };

function withFacts(old: Json): Json {
	return { ...old, failure: old.cause === null ? null : failureOf(old), notes: [], access: ACCESS };
}

/** A failure of the recorded cause, with the facts found in its sentences. Missing facts get a neutral value. */
function failureOf({ cause, headline = "", detail, stage, httpStatus, inferenceMs, apiMs }: Json): Json {
	const words = `${headline} ${detail ?? ""}`;
	const facts: Json = {
		httpStatus: httpStatus ?? Number(/HTTP (\d{3})/.exec(words)?.[1] ?? 0),
		message: /The server says: "(.*)"$/s.exec(words)?.[1] ?? null,
		code: /\(([A-Z][A-Z0-9_]+)\)/.exec(words)?.[1] ?? "UNKNOWN",
		timeoutMs: millisecondsIn(words),
		...{ phase: "headers", location: null, contentType: null, retryAfterMs: null, listed: false },
		...{
			sample: "",
			expect: "",
			reason: "",
			meant: null,
			limitBytes: 1024 * 1024,
			tokens: 0,
			running: null,
			waiting: null,
			exitCode: null,
			how: "not_loaded",
		},
		...{ stage: stage ?? "inference", ms: inferenceMs ?? apiMs ?? 0, slowMs: 0 },
	};
	const keys = Object.keys(FAILURE_FACTS[cause as FailureKind] ?? {});
	return { kind: cause, ...Object.fromEntries(keys.map((key) => [key, facts[key]])) };
}

function millisecondsIn(words: string): number {
	const [, amount = "0", unit] = /within (\d+(?:\.\d+)?) (ms|s)/.exec(words) ?? [];
	return Number(amount) * (unit === "s" ? 1000 : 1);
}
