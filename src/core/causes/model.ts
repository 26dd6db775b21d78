import type { ModelFailure } from "../result/failure.ts";
import { isHosted } from "../target/server-kind.ts";
import { atRoot, chatCommand, curl, listModels, onHost, quoted, showAnswer, showLoad, showLogs } from "./commands.ts";
import { within } from "./network.ts";
import type { CauseFacts, CauseRows } from "./row.ts";

/** The API is there; the model does not generate as it should. */
export const MODEL_CAUSES = {
	model_not_found: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: ({ listed }) => (listed ? "Model listed but not served" : "Model not found"),
		words: ({ listed, httpStatus, meant }, { model, server, target }) => {
			if (meant) return `The server does not know ${model}. Did you mean ${meant}? The server is probably fine.`;
			if (listed && (isHosted(server) || httpStatus === 403))
				return `The server lists ${model} and does not serve it to the key in $${target.apiKeyEnv}: its project has no access to the model, or the model was withdrawn.`;
			if (listed && server === "litellm")
				return `LiteLLM lists ${model}, and the backend does not know the model that LiteLLM asks it for: look at litellm_params.model in its configuration.`;
			if (listed) return `The server lists ${model} and does not serve it: its engine is probably down.`;
			if (server === "ollama") return `${model} is not installed on this server.`;
			if (server === "gpustack") return `${model} has no ready replica, is not granted to the key, or is misspelt.`;
			return `The server does not know ${model}: the name is wrong, or the model is gone. The server is probably fine.`;
		},
		nextStep: ({ listed, httpStatus, meant }, facts) => {
			if (meant) return listModels(facts);
			if (listed) return isHosted(facts.server) || httpStatus === 403 ? showAnswer(facts) : showLogs(facts);
			if (facts.server !== "ollama" || !facts.model) return listModels(facts);
			return onHost(facts.target, `ollama list; ollama pull ${quoted(facts.model)}`);
		},
	},
	no_instance: {
		hardness: "hard",
		prospect: "wait",
		restartCures: true,
		concernsModel: true,
		headline: "No running instance",
		words: (_, { model }) => `The API answers, and nothing runs ${model ?? "the model"} behind it.`,
		nextStep: (_, facts) => showLogs(facts),
	},
	sleeping: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: "Model asleep",
		words: (_, { model }) =>
			`The server says that ${model ?? "the model"} is asleep: users wait, or are refused, until it is woken.`,
		nextStep: (_, { target }) => `${curl(target, "-X POST")} ${atRoot(target, "/wake_up")}`,
	},
	error_in_200: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: "Error instead of an answer",
		words: () => "The server answered 200, and what it holds is an error.",
		nextStep: (_, facts) => chatCommand(facts),
	},
	no_choices: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: "Answer without choices",
		words: () => "The server answered 200 without any choice in it: no model spoke.",
		nextStep: (_, facts) => chatCommand(facts),
	},
	empty_answer: {
		hardness: "soft",
		prospect: "wait",
		restartCures: false,
		headline: "Empty answer",
		words: () =>
			"The model was asked twice, and there is nothing to see in its answers: no text, no reasoning, no tool call. A broken template, tokens that are all special because the numbers are broken (NaN), or an engine that fails silently.",
		nextStep: (_, facts) => chatCommand(facts),
	},
	garbage_answer: {
		hardness: "hard",
		prospect: "wait",
		restartCures: true,
		headline: "Garbage output",
		words: ({ sample }) =>
			`The model writes one thing over and over ("${sample}"): NaN in its numbers, a broken kernel or quantisation. Restart the engine.`,
		nextStep: (_, facts) => (facts.server === "vllm" ? corrupted(facts) : chatCommand(facts)),
	},
	broken_off: {
		hardness: "soft",
		prospect: "wait",
		restartCures: true,
		headline: "Answer broken off",
		words: ({ reason }) =>
			`The server broke the answer off itself, and says so (finish reason "${reason}"): its engine was stopped, paused, or had no resources left.`,
		nextStep: (_, facts) => showLogs(facts),
	},
	truncated_answer: {
		hardness: "hard",
		prospect: "wait",
		restartCures: true,
		headline: "Answer cut off",
		words: () => "The answer is no whole JSON: the engine died while answering, or a proxy cut it.",
		nextStep: (_, facts) => showLogs(facts),
	},
	stream_error: {
		hardness: "hard",
		prospect: "wait",
		restartCures: true,
		headline: "Error inside the stream",
		words: () => "The stream began with status 200 and then carried an error.",
		nextStep: (_, facts) => showLogs(facts),
	},
	stream_stalled: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: "Stream stalled",
		words: ({ tokens, ...patience }) => `The stream began (${pieces(tokens)}) and did not end ${within(patience)}.`,
		nextStep: (_, facts) => showLoad(facts),
	},
	stream_cut: {
		hardness: "hard",
		prospect: "wait",
		restartCures: true,
		headline: "Stream cut off",
		words: ({ tokens }) =>
			`The stream ended (${pieces(tokens)}) without a finish reason: the engine died while answering, or a proxy cut it.`,
		nextStep: (_, facts) => showLogs(facts),
	},
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
			`The model did not answer ${within(patience)}. ${(running ?? 0) + (waiting ?? 0) > 0 ? `Its counters show work${work(running, waiting)} and no progress` : "Its counters stand still and show no work at all: the request never reached the engine"}.`,
		nextStep: (_, facts) => showLoad(facts),
	},
	cold_start: {
		hardness: "soft",
		prospect: "wait",
		restartCures: false,
		headline: "Model not in memory",
		words: (patience, { model }) =>
			`${model ?? "The model"} is not in memory, and did not get there and answer ${within(patience)}. Ollama aborts the load when the check gives up: raise the inference timeout, or use noWake.`,
		nextStep: (_, facts) => showLoad(facts),
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
		nextStep: (_, facts) => showLoad(facts),
	},
} as const satisfies CauseRows<ModelFailure["kind"]>;

const pieces = (tokens: number) => `${tokens} ${tokens === 1 ? "piece" : "pieces"} of text`;

function work(running: number | null, waiting: number | null): string {
	const parts = [running !== null && `${running} running`, waiting !== null && `${waiting} waiting`].filter(Boolean);
	return parts.length > 0 ? ` (${parts.join(", ")})` : "";
}

function corrupted({ target }: CauseFacts): string {
	return `${curl(target)} ${atRoot(target, "/metrics")} | grep corrupted_requests`;
}
