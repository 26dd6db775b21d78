import type { ColdStart, ModelFailure } from "../result/failure.ts";
import { isGateway } from "../target/server-kind.ts";
import { lookBehindSilence, showLoad, showLogs, showMemory, wake } from "./commands.ts";
import { within } from "./network.ts";
import type { CauseFacts, CauseRows } from "./row.ts";

type SilenceKind = Extract<
	ModelFailure["kind"],
	"busy" | "hung" | "busy_or_hung" | "cold_start" | "asleep" | "idle" | "last_run_failed"
>;

/** The model timed out or was not asked, and the server shows why. */
export const SILENCE_CAUSES = {
	busy: {
		hardness: "soft",
		prospect: "wait",
		restartCures: false,
		headline: "Model busy",
		words: ({ running, waiting, ...patience }) =>
			`The model did not answer ${within(patience)}. Its counters show that it is at work${work(running, waiting)}.`,
		nextStep: (_, facts) => showLoad(facts),
	},
	hung: {
		hardness: "hard",
		prospect: "wait",
		restartCures: true,
		headline: "Model hung",
		words: ({ running, waiting, ...patience }) =>
			`The model did not answer ${within(patience)}. ${(running ?? 0) + (waiting ?? 0) > 0 ? `Its counters show work${work(running, waiting)} and no progress` : "Its counters stand still and show no work at all: the request never reached the engine, or was dropped when the check gave up"}.`,
		// The words already give the counters: the engine's log helps more.
		nextStep: (_, facts) => showLogs(facts),
	},
	busy_or_hung: {
		hardness: "soft",
		prospect: "wait",
		restartCures: false,
		headline: "Busy or hung",
		words: (patience, facts) => `The model did not answer ${within(patience)}. ${whyUnknown(facts)}`,
		nextStep: (_, facts) => (facts.server === "litellm" ? lookBehindSilence(facts) : showMemory(facts)),
	},
	cold_start: {
		hardness: "soft",
		prospect: "wait",
		restartCures: false,
		headline: ({ how }) => COLD_STARTS[how].headline,
		words: ({ how, ...patience }, facts) => COLD_STARTS[how].words(facts.model ?? "the model", within(patience), facts),
		nextStep: (_, facts) => showMemory(facts),
	},
	asleep: {
		hardness: "hard",
		prospect: "wait",
		restartCures: true,
		headline: "Model asleep",
		words: (patience, { model }) =>
			`${model ?? "The model"} did not answer ${within(patience)}: it was put to sleep, and a request does not wake it. Every request hangs until it is woken.`,
		nextStep: (_, facts) => wake(facts) ?? showMemory(facts),
	},
	idle: {
		hardness: "mild",
		prospect: "ready",
		restartCures: false,
		modelNotAsked: true,
		provesAlive: "api",
		headline: ({ how }) => (how === "sleeping" ? "Model asleep" : "Model not loaded"),
		words: ({ how }, { model }) =>
			`${model ?? "The model"} is ${how === "sleeping" ? "asleep" : "not loaded"}, and was left alone as noWake asks. Whether it answers was not seen.`,
		nextStep: (_, facts) => showMemory(facts),
	},
	last_run_failed: {
		hardness: "soft",
		prospect: "wait",
		restartCures: true,
		modelNotAsked: true,
		headline: "Model failed to run",
		words: ({ exitCode }, { model }) =>
			`${model ?? "The model"} is not loaded, because its last run failed${exitCode === null ? "" : ` (exit code ${exitCode})`}: its file cannot be loaded, or its process crashed. It was left alone as noWake asks; the next request loads it anew.`,
		nextStep: (_, facts) => showLogs(facts),
	},
} as const satisfies CauseRows<SilenceKind>;

type ColdStartRow = Readonly<{
	headline: string;
	words(model: string, time: string, facts: CauseFacts): string;
}>;

const COLD_STARTS: Readonly<Record<ColdStart, ColdStartRow>> = {
	not_in_memory: {
		headline: "Model not in memory",
		words: (model, time, { server }) =>
			`The server does not have ${model} in memory, and did not load it and answer ${time}. ${server === "ollama" ? "Ollama aborts the load when the check gives up: raise" : "Raise"} the inference timeout, or use noWake.`,
	},
	loading: {
		headline: "Model loading",
		words: (model, time) =>
			`The server is just loading ${model}, and did not answer ${time}. The load goes on; if each run shows this, raise the inference timeout.`,
	},
	swapping: {
		headline: "Waiting for another model",
		words: (model, time) =>
			`Another model runs in the place of ${model}, which did not answer ${time}: it is loaded when the other has answered its requests.`,
	},
};

function whyUnknown({ server }: CauseFacts): string {
	if (server === "ollama")
		return "It is in memory, and busy or stuck: Ollama shows no queue, and by default answers one request at a time.";
	if (isGateway(server))
		return "The gateway hides whether what is behind it is busy or stuck: look at the backend's own counters too.";
	return "It is in memory, and busy or stuck: the server shows no queue.";
}

function work(running: number | null, waiting: number | null): string {
	const parts = [running !== null && `${running} running`, waiting !== null && `${waiting} waiting`].filter(Boolean);
	return parts.length > 0 ? ` (${parts.join(", ")})` : "";
}
