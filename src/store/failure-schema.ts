import * as z from "zod/mini";
import type { Failure, FailureKind, FailureOf } from "../core/result/failure.ts";
import type { Note } from "../core/result/outcome.ts";

/** The schema of failures and notes in the state file: total, so a new kind must say how it is read. */

const orNull = z.nullable;
const text = z.string();
const number = z.number();
const stage = z.enum(["api", "inference"]);

type FactsOf<K extends FailureKind> = {
	[Key in Exclude<keyof FailureOf<K>, "kind" | "thenClosed">]: z.ZodMiniType<FailureOf<K>[Key]>;
};

/** Facts added after the first format: older records without them keep their meaning. */
const no = z._default(z.boolean(), false);

const network = { code: text };
const http = { httpStatus: number, message: orNull(text), code: orNull(text) };
const status = { httpStatus: number };
const patience = { timeoutMs: number };
const counted = { running: orNull(number), waiting: orNull(number), ...patience };

export const FAILURE_FACTS = {
	dns: network,
	refused: network,
	unreachable: network,
	tls: network,
	protocol: network,
	proxy_failed: { ...network, httpStatus: orNull(number) },
	connection_closed: network,
	timeout: { ...patience, phase: z.enum(["connect", "tls", "headers", "body"]) },
	redirect: { ...http, location: orNull(text) },
	unauthorized: { ...http, listAccepted: no, wantsPassword: no },
	forbidden: { ...http, listAccepted: no },
	not_found: http,
	host_not_allowed: http,
	not_a_chat_model: { ...http, lacks: z._default(orNull(z.enum(["template", "route"])), null) },
	context_too_small: http,
	rejected_request: { ...http, param: z._default(orNull(text), null) },
	no_model_list: http,
	expect_too_slow: { ...status, expect: text },
	unexpected_answer: { ...status, sample: text, expect: text },
	rate_limited: { ...http, retryAfterMs: orNull(number) },
	quota_exhausted: http,
	overloaded: http,
	loading: http,
	shutting_down: http,
	gateway_error: http,
	backend_key_refused: http,
	auth_service_failed: http,
	server_error: { ...http, trouble: z._default(orNull(z.enum(["crash", "memory", "load", "name"])), null) },
	not_an_api: { ...http, contentType: orNull(text) },
	no_models: status,
	backends_cooling_down: http,
	content_filtered: http,
	answer_too_large: { ...status, limitBytes: number },
	slow: { stage, ms: number, slowMs: number },
	// An older release recorded no `meant`.
	model_not_found: { ...http, listed: z.boolean(), meant: z.catch(orNull(text), null) },
	no_instance: http,
	sleeping: http,
	error_in_200: http,
	no_choices: status,
	empty_answer: status,
	garbage_answer: { ...status, sample: text },
	broken_off: { ...status, reason: text },
	truncated_answer: status,
	stream_error: http,
	stream_stalled: { ...status, ...patience, tokens: number },
	stream_cut: { ...status, tokens: number },
	busy: counted,
	hung: counted,
	busy_or_hung: patience,
	// Earlier releases recorded no `how`.
	cold_start: { ...patience, how: z.catch(z.enum(["not_in_memory", "loading", "swapping"]), "not_in_memory") },
	asleep: patience,
	idle: { how: z.enum(["not_loaded", "sleeping"]) },
	last_run_failed: { exitCode: orNull(number) },
} as const satisfies { [K in FailureKind]: FactsOf<K> };

/** What any kind may also have. */
const aftermath = { thenClosed: z.optional(z.literal(true)) };

const known = Object.entries(FAILURE_FACTS).map(([kind, facts]) =>
	z.object({ kind: z.literal(kind), ...facts, ...aftermath }),
);

/** A kind from another release must not make the file unreadable: it is kept unchanged. */
const unknown = z
	.looseObject({ kind: text })
	.check(z.refine(({ kind }) => !Object.hasOwn(FAILURE_FACTS, kind), "a failure without its facts"));

export const failure = z.union([...known, unknown]) as unknown as z.ZodMiniType<Failure>;

type NoteOf<K extends Note["kind"]> = Extract<Note, { kind: K }>;
type NoteFacts = {
	[K in Note["kind"]]: { [Key in Exclude<keyof NoteOf<K>, "kind">]: z.ZodMiniType<NoteOf<K>[Key]> };
};

const NOTE_FACTS = {
	model_chosen: { model: text },
	model_not_listed: { model: text },
	other_model_answered: { asked: text, answered: text },
	fallback_answered: { asked: text, answered: orNull(text) },
	request_adapted: { how: text },
	retried: { after: text },
	list_not_used: { why: text },
} as const satisfies NoteFacts;

const noteKinds = Object.entries(NOTE_FACTS).map(([kind, facts]) => z.object({ kind: z.literal(kind), ...facts }));

export const note = z.union(noteKinds) as unknown as z.ZodMiniType<Note>;
