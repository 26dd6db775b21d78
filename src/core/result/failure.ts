/** The two things asked of a server. */
export type Stage = "api" | "inference";

/** What an HTTP answer said about its failure, cleaned and cut: safe to show anywhere. */
export type HttpFacts = Readonly<{
	httpStatus: number;
	/** The server's words, from any known error shape; `null` when it said nothing. */
	message: string | null;
	/** The server's machine code (`error.code`, `error.type`, …), as a string. */
	code: string | null;
}>;

/** No HTTP answer came. `code` is Node's or undici's. */
type NetworkFacts = Readonly<{ code: string }>;

/** How long the check waited: the target's own timeout. A wait that the run's deadline cut short is no failure. */
export type Patience = Readonly<{ timeoutMs: number }>;

/** No usable connection: no HTTP answer came. */
export type NetworkFailure =
	| ({ kind: "dns" } & NetworkFacts)
	| ({ kind: "refused" } & NetworkFacts)
	| ({ kind: "unreachable" } & NetworkFacts)
	| ({ kind: "tls" } & NetworkFacts)
	| ({ kind: "protocol" } & NetworkFacts)
	| ({ kind: "proxy_failed"; httpStatus: number | null } & NetworkFacts)
	| ({ kind: "connection_closed" } & NetworkFacts)
	| ({ kind: "timeout"; phase: "connect" | "tls" | "headers" | "body" } & Patience);

/** The check's request is wrong or not allowed: the server is probably fine. */
export type RequestFailure =
	| ({ kind: "redirect"; location: string | null } & HttpFacts)
	/** `listAccepted`: the server gave this key the model list. `wantsPassword`: a proxy asks for user and password. */
	| ({ kind: "unauthorized"; listAccepted: boolean; wantsPassword: boolean } & HttpFacts)
	| ({ kind: "forbidden"; listAccepted: boolean } & HttpFacts)
	| ({ kind: "not_found" } & HttpFacts)
	| ({ kind: "host_not_allowed" } & HttpFacts)
	/** `lacks`: what it lacks, if the server says so; `null`: it is another type of model. */
	| ({ kind: "not_a_chat_model"; lacks: "template" | "route" | null } & HttpFacts)
	| ({ kind: "context_too_small" } & HttpFacts)
	/** `param`: our request field that the refusal names; `null`: none. */
	| ({ kind: "rejected_request"; param: string | null } & HttpFacts)
	/** The model answers, but there is no list. */
	| ({ kind: "no_model_list" } & HttpFacts)
	/** The target's `expect` expression did not finish on the answer. */
	| Readonly<{ kind: "expect_too_slow"; httpStatus: number; expect: string }>
	| Readonly<{ kind: "unexpected_answer"; httpStatus: number; sample: string; expect: string }>;

/** The account, or the server as a whole. */
export type ServerFailure =
	| ({ kind: "rate_limited"; retryAfterMs: number | null } & HttpFacts)
	| ({ kind: "quota_exhausted" } & HttpFacts)
	| ({ kind: "overloaded" } & HttpFacts)
	| ({ kind: "loading" } & HttpFacts)
	/** It is stopping, and still answers. */
	| ({ kind: "shutting_down" } & HttpFacts)
	| ({ kind: "gateway_error" } & HttpFacts)
	/** A gateway's backend refused the key that the gateway holds. */
	| ({ kind: "backend_key_refused" } & HttpFacts)
	| ({ kind: "auth_service_failed" } & HttpFacts)
	/** `trouble`: what broke, if the words say so; `name`: they do not, and the model is not listed. */
	| ({ kind: "server_error"; trouble: "crash" | "memory" | "load" | "name" | null } & HttpFacts)
	| ({ kind: "not_an_api"; contentType: string | null } & HttpFacts)
	| Readonly<{ kind: "no_models"; httpStatus: number }>
	| ({ kind: "backends_cooling_down" } & HttpFacts)
	/** A filter refused the prompt, or removed the answer. */
	| ({ kind: "content_filtered" } & HttpFacts)
	| Readonly<{ kind: "answer_too_large"; httpStatus: number; limitBytes: number }>
	/** It works, but slower than the configuration allows. */
	| Readonly<{ kind: "slow"; stage: Stage; ms: number; slowMs: number }>;

/** The API is there; the model does not generate as it should. */
export type ModelFailure =
	/** `meant`: the listed model that was probably meant. */
	| ({ kind: "model_not_found"; listed: boolean; meant: string | null } & HttpFacts)
	| ({ kind: "no_instance" } & HttpFacts)
	/** The server reports that the model sleeps. */
	| ({ kind: "sleeping" } & HttpFacts)
	| ({ kind: "error_in_200" } & HttpFacts)
	| Readonly<{ kind: "no_choices"; httpStatus: number }>
	| Readonly<{ kind: "empty_answer"; httpStatus: number }>
	| Readonly<{ kind: "garbage_answer"; httpStatus: number; sample: string }>
	/** The server reports that it gave up: `reason` is its word. */
	| Readonly<{ kind: "broken_off"; httpStatus: number; reason: string }>
	| Readonly<{ kind: "truncated_answer"; httpStatus: number }>
	| ({ kind: "stream_error" } & HttpFacts)
	| ({ kind: "stream_stalled"; httpStatus: number; tokens: number } & Patience)
	| Readonly<{ kind: "stream_cut"; httpStatus: number; tokens: number }>
	/** Inference timed out, and the server's counters show why. */
	| ({ kind: "busy"; running: number | null; waiting: number | null } & Patience)
	| ({ kind: "hung"; running: number | null; waiting: number | null } & Patience)
	/** Inference timed out, and the server does not show whether it is busy or hung. */
	| ({ kind: "busy_or_hung" } & Patience)
	| ({ kind: "cold_start"; how: ColdStart } & Patience)
	/** It was put to sleep, and a request does not wake it. */
	| ({ kind: "asleep" } & Patience)
	/** Not asked on purpose (`noWake`). */
	| Readonly<{ kind: "idle"; how: "not_loaded" | "sleeping" }>
	/** The server unloaded it because its last run failed. `exitCode`: of the process that ran it. */
	| Readonly<{ kind: "last_run_failed"; exitCode: number | null }>;

/** `not_in_memory`: not loaded in time · `loading`: being loaded now · `swapping`: another model runs in its place. */
export type ColdStart = "not_in_memory" | "loading" | "swapping";

/**
 * What may apply to any failure. `thenClosed`: the server refused connections afterwards, so it is gone, whatever it
 * said.
 */
type Aftermath = Readonly<{ thenClosed?: true }>;

/**
 * Why a stage did not pass, or why a passing target is not simply `ok`: facts only, no prose.
 * The words are in `causes/`, one row a kind: a new kind does not compile until it has its row.
 */
export type Failure = (NetworkFailure | RequestFailure | ServerFailure | ModelFailure) & Aftermath;

export type FailureKind = Failure["kind"];
export type FailureOf<K extends FailureKind> = Extract<Failure, { kind: K }>;

/** The time to connect ran out, TLS included: the request was never sent. */
export function isUnconnected({ phase }: Extract<NetworkFailure, { kind: "timeout" }>): boolean {
	return phase === "connect" || phase === "tls";
}
