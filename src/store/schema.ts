import * as z from "zod/mini";
import { STATE_VERSION, type State } from "../core/alerting/state.ts";
import type { Transition } from "../core/alerting/transition.ts";
import { ALERT_MARKS, type TargetFacts } from "../core/result/target-facts.ts";
import { STATUSES } from "../core/result/verdict.ts";
import { DIALECT_NAMES } from "../core/target/dialect-lines.ts";
import type { ServerKind } from "../core/target/server-kind.ts";
import { failure, note } from "./failure-schema.ts";
import { MIGRATIONS, type Migrations } from "./migrations.ts";

/** The result of parsing a state file. */
export type ParsedState = Readonly<
	| { kind: "state"; state: State; migratedFrom: number | null }
	| { kind: "corrupt"; why: string }
	| { kind: "newer"; version: number }
>;

const orNull = z.nullable;
const status = z.enum(STATUSES);
const stage = orNull(z.enum(["api", "inference"]));
const time = z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)), "not a time"));
const count = z.int().check(z.nonnegative());
// Only shown: a server kind from another release must not make the file unreadable.
const server = z.custom<ServerKind>((value) => typeof value === "string");

const access = z.object({
	// Only for the next steps. An older release recorded none, a newer one perhaps one unknown here.
	dialect: z.catch(z.enum(DIALECT_NAMES), "openai"),
	apiKeyEnv: z.string(),
	auth: z.enum(["bearer", "api-key", "x-api-key"]),
	caFile: orNull(z.string()),
	// Older releases did not record it.
	keySent: z.optional(z.boolean()),
});

const facts: z.ZodMiniType<TargetFacts> = z.object({
	target: z.string(),
	url: z.string(),
	model: orNull(z.string()),
	status,
	stage,
	failure: orNull(failure),
	notes: z.array(note),
	access,
	httpStatus: orNull(z.number()),
	apiMs: orNull(z.number()),
	inferenceMs: orNull(z.number()),
	ttftMs: orNull(z.number()),
	tokensPerSecond: orNull(z.number()),
	models: orNull(z.array(z.string())),
	server,
	answer: orNull(z.string()),
	completionTokens: orNull(z.number()),
	time,
	since: time,
	changed: z.boolean(),
	alert: z.enum(ALERT_MARKS),
});

const target = z.object({
	announced: z.object({
		status,
		recipients: z.array(z.string()),
		announcedAt: orNull(time),
		flappingSince: orNull(time),
	}),
	streak: z.object({
		softRuns: count,
		failingRuns: count,
		healthyRuns: count,
		failingSince: orNull(time),
		interrupted: z.boolean(),
		healthySince: orNull(time),
		confirmed: status,
		changes: z.array(time),
	}),
	variant: orNull(
		z.object({
			tokensField: orNull(z.enum(["max_tokens", "max_completion_tokens"])),
			maxTokens: count,
			omit: z.array(z.string()),
			// An older release did not record it.
			stream: z._default(z.boolean(), false),
		}),
	),
	counters: orNull(
		z.object({
			time: z.number(),
			running: orNull(z.number()),
			waiting: orNull(z.number()),
			progress: orNull(z.number()),
		}),
	),
	facts,
});

const transition: z.ZodMiniType<Transition> = z.object({
	id: z.string(),
	kind: z.enum(["problem", "recovered", "reminder", "flapping", "settled"]),
	target: z.string(),
	url: z.string(),
	model: orNull(z.string()),
	server,
	from: status,
	to: status,
	time,
	since: time,
	interrupted: z.boolean(),
	stage,
	failure: orNull(failure),
	notes: z.array(note),
	access,
	ownNetwork: z.boolean(),
	folded: count,
	pending: z.array(z.string()),
});

const stateSchema: z.ZodMiniType<State> = z.object({
	version: z.literal(STATE_VERSION),
	serial: count,
	targets: z.record(z.string(), target),
	notifiers: z.record(z.string(), z.object({ retryAfter: time })),
	outbox: z.array(transition),
});

export function parseState(text: string, migrations: Migrations = MIGRATIONS): ParsedState {
	const document = parseObject(text);
	if (!document) return { kind: "corrupt", why: text.trim() === "" ? "is empty" : "is not a JSON object" };
	const { version } = document;
	if (typeof version !== "number") return { kind: "corrupt", why: "has no version: it is some other program's" };
	if (version > STATE_VERSION) return { kind: "newer", version };
	z.config({ jitless: true });
	const parsed = stateSchema.safeParse(migrate(document, version, migrations));
	if (parsed.success) {
		return { kind: "state", state: parsed.data, migratedFrom: version === STATE_VERSION ? null : version };
	}
	const [issue] = parsed.error.issues;
	return { kind: "corrupt", why: `is damaged at ${issue?.path.join(".") || "its root"}: ${issue?.message}` };
}

function migrate(document: Record<string, unknown>, from: number, migrations: Migrations): unknown {
	let current = document;
	try {
		for (let version = from; version < STATE_VERSION; version++) {
			const step = migrations[version];
			if (!step) return null;
			current = { ...step(current), version: version + 1 };
		}
		return current;
	} catch {
		// A damaged file lacks what a step expects.
		return null;
	}
}

function parseObject(text: string): Record<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: null;
	} catch {
		return null;
	}
}
