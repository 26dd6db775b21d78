import type { Transition } from "../../src/core/alerting/transition.ts";
import { completion, modelList } from "../support/healthy.ts";
import { json } from "../support/replies.ts";
import type { Routes, ScriptedServer } from "../support/scripted-server.ts";
import type { WebhookReceiver } from "../support/webhook-receiver.ts";
import type { Executioner } from "./crash.ts";
import type { Ledger } from "./ledger.ts";
import type { DiskFault } from "./process-run.ts";
import type { Random } from "./random.ts";
import type { Condition, Reference } from "./reference.ts";
import type { Tally } from "./tally.ts";

export const TARGET = "chat";

const list = json(modelList(["m"]));
export const ROUTES = {
	ok: { "GET /v1/models": list, "POST /v1/chat/completions": json(completion("Hello!", { model: "m" })) },
	api_down: { "GET /v1/models": json({ error: { message: "Invalid API key" } }, 401) },
	model_down: {
		"GET /v1/models": list,
		"POST /v1/chat/completions": json(
			{ error: { message: "The model `m` does not exist", code: "model_not_found" } },
			404,
		),
	},
	busy: { "GET /v1/models": list, "POST /v1/chat/completions": json({ error: { message: "queue is full" } }, 503) },
} as const satisfies Record<Condition, Routes>;

export const EXIT_CODES = { ok: [0], api_down: [1], model_down: [2], busy: [0, 2] } as const satisfies Record<
	Condition,
	number[]
>;

export const WEBHOOK_FAULTS = ["refuses", "is gone", "loses its answer", "accepts some", "asks for time"] as const;
type WebhookFault = (typeof WEBHOOK_FAULTS)[number];

/** A message that the webhook accepted, and from which run. */
export type Message = { readonly ids: readonly string[]; readonly run: number; excused: boolean };

export type Scene = {
	readonly random: Random;
	readonly program: readonly string[];
	readonly tally: Tally;
	readonly path: string;
	readonly server: ScriptedServer;
	readonly webhook: WebhookReceiver;
	readonly executioner: Executioner;
	readonly ledger: Ledger;
	readonly reference: Reference;
	readonly violations: string[];
	condition: Condition;
	webhookFault: WebhookFault | null;
	diskFault: DiskFault | null;
	/** Torn from outside, and no run came so far as to set it aside. */
	torn: boolean;
	/** Of this step. */
	messages: Message[];
	/** What waited when the step began. */
	waiting: readonly Transition[];
	/** Ids of all that the webhook ever accepted. */
	readonly accepted: Set<string>;
	/** Runs started so far: each has its number, and says it to the webhook in the URL's path. */
	runs: number;
	/** Runs that were killed. */
	readonly dead: Set<number>;
	steps: number;
};
