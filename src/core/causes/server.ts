import { humanDuration } from "../prose/duration.ts";
import type { FailureOf, ServerFailure } from "../result/failure.ts";
import { isGateway, isHosted } from "../target/server-kind.ts";
import {
	atRoot,
	billingPage,
	chatCommand,
	curl,
	listModels,
	onHost,
	quoted,
	showAnswer,
	showBackends,
	showLoad,
	showLogs,
	showStatus,
} from "./commands.ts";
import { seconds } from "./network.ts";
import type { CauseFacts, CauseRows } from "./row.ts";

/** The account, and the server as a whole. */
export const SERVER_CAUSES = {
	rate_limited: {
		hardness: "mild",
		prospect: "wait",
		restartCures: false,
		headline: "Rate limited",
		words: ({ retryAfterMs }) =>
			`Too many requests for the limit of this key or server${retryAfterMs === null ? "" : `; it may ask again in ${humanDuration(retryAfterMs)}`}. Whether the model works was not seen.`,
		nextStep: (_, facts) => `${showAnswer(facts)} | grep -iE 'retry-after|ratelimit'`,
	},
	quota_exhausted: {
		hardness: "hard",
		prospect: "never",
		restartCures: false,
		headline: "Quota or credit exhausted",
		words: () => "The account has no money or no quota left. Waiting will not help.",
		nextStep: (_, { server }) => billingPage(server),
	},
	overloaded: {
		hardness: "soft",
		prospect: "wait",
		restartCures: false,
		headline: "Server saturated",
		words: () => "The server is alive and takes no more requests just now.",
		nextStep: (_, facts) => showLoad(facts),
	},
	loading: {
		hardness: "soft",
		prospect: "wait",
		restartCures: false,
		concernsModel: true,
		headline: "Model loading",
		words: () => "The server is up and says that the model is still loading.",
		nextStep: (_, facts) => {
			const { target, server } = facts;
			if (isHosted(server)) return showLogs(facts);
			return `${curl(target)} ${atRoot(target, "/health")}; ${onHost(target, "nvidia-smi")}`;
		},
	},
	shutting_down: {
		hardness: "soft",
		prospect: "wait",
		restartCures: false,
		headline: "Server shutting down",
		words: () =>
			"The server is shutting down: it ends the requests that it has and takes no new ones. After that it closes its port.",
		nextStep: (_, facts) => showLogs(facts),
	},
	backend_key_refused: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: "Backend refuses the gateway's key",
		words: (_, { target, server }) =>
			`The key in $${target.apiKeyEnv} is accepted by ${server === "litellm" ? "LiteLLM" : "the gateway"}. The backend refuses the key that ${server === "litellm" ? "LiteLLM" : "the gateway"} holds for it. Correct that key in the gateway's configuration of this model.`,
		nextStep: (_, facts) => (facts.server === "unknown" ? showAnswer(facts) : showLogs(facts)),
	},
	gateway_error: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: ({ httpStatus }) => `Gateway error (HTTP ${httpStatus})`,
		words: ({ httpStatus }, { stage, server }) => {
			if (isHosted(server)) return "The provider's gateway answers, and the service behind it does not.";
			if (server === "litellm") return "LiteLLM answers, and does not reach the backend of this model.";
			if (httpStatus === 503 && stage === "api")
				return "A proxy answers, and not the server: nothing is there behind it, or the proxy itself refuses (its own limit, or a maintenance page).";
			return stage === "api"
				? "A proxy answers, and the server behind it does not."
				: "The API answers, and the engine behind it does not.";
		},
		nextStep: (_, facts) => (facts.server === "unknown" ? showAnswer(facts) : showLogs(facts)),
	},
	auth_service_failed: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: ({ httpStatus }) => `Refused by a gateway (HTTP ${httpStatus})`,
		words: () =>
			"A gateway refuses, and not in the server's own form: its auth service probably fails or is overloaded (GPUStack's gateway answers so). It may also be a rule of the gateway, or the key.",
		nextStep: (_, { target }) => `${curl(target, "-i")} ${atRoot(target, "/healthz")} | head -n 5`,
	},
	server_error: {
		hardness: "hard",
		prospect: "wait",
		restartCures: true,
		headline: ({ httpStatus }) => `Server error (HTTP ${httpStatus})`,
		words: serverErrorWords,
		nextStep: ({ trouble }, facts) => {
			if (trouble === "name") return listModels(facts);
			// A missing key is the cheaper thing to check first.
			return facts.stage === "api" && facts.target.keySent === false ? showStatus(facts) : showLogs(facts);
		},
	},
	not_an_api: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: "Not an LLM API",
		words: ({ contentType, httpStatus }, { stage }) =>
			`Something answers ${httpStatus} there, and it is no ${/json/i.test(contentType ?? "") ? (stage === "api" ? "model list" : "chat completion") : `API but ${contentType ?? "something without a type"}`}: a login or maintenance page, another web server, or a wrong base URL.`,
		nextStep: (_, facts) => showAnswer(facts),
	},
	slow: {
		hardness: "mild",
		prospect: "ready",
		restartCures: false,
		provesAlive: "model",
		headline: ({ ms }) => `Slow: ${seconds(ms)}`,
		words: ({ stage, ms, slowMs }) => `Stage ${stage} took ${seconds(ms)}, more than the ${seconds(slowMs)} allowed.`,
		nextStep: (_, facts) => showLoad(facts),
	},
	answer_too_large: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: "Answer without end",
		words: ({ limitBytes }) =>
			`The answer is larger than ${Math.round(limitBytes / 1024)} KiB, far more than was asked for.`,
		nextStep: (_, facts) => showAnswer(facts),
	},
	backends_cooling_down: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: "All backends failing",
		words: () =>
			"LiteLLM has put every deployment of this model into cool-down: each of them failed, or was rate limited, lately.",
		nextStep: (_, facts) => showBackends(facts),
	},
	content_filtered: {
		hardness: "mild",
		prospect: "ready",
		restartCures: false,
		provesAlive: "model",
		headline: "Filtered by content",
		words: () =>
			"A content filter took the check's question or the model's answer to it. The endpoint works; another prompt for this target may pass.",
		nextStep: (_, facts) => chatCommand(facts),
	},
	no_models: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		concernsModel: true,
		modelNotAsked: true,
		headline: "No models",
		words: (_, { server }) => {
			if (server === "gpustack") return "The server lists no model: every deployment is down, or the key may see none.";
			if (server === "ollama") return "The server lists no model: none is installed.";
			return "The server answers and lists no model: all are down, none is installed, or the key may see none.";
		},
		nextStep: (_, facts) => {
			if (facts.server === "ollama")
				return onHost(facts.target, `ollama list; ollama pull ${quoted(facts.model ?? "MODEL")}`);
			// The list request showed it, whatever stage it counts as.
			return facts.server === "gpustack" ? showLogs(facts) : showAnswer({ ...facts, stage: "api" });
		},
	},
} as const satisfies CauseRows<ServerFailure["kind"]>;

function serverErrorWords({ trouble }: FailureOf<"server_error">, { stage, server, target }: CauseFacts): string {
	if (isHosted(server)) return "The provider failed on the request. There is nothing to mend on this side.";
	if (trouble === "memory") return "The server has not enough memory for the model or the request.";
	if (trouble === "load") return "The server could not load or start the model: its log says why.";
	if (trouble === "name")
		return "The server failed on a model that it does not list: some servers answer an unknown name so. Compare the name with the list.";
	if (trouble === "crash") return "The engine broke: a crash, or a GPU fault.";
	// LiteLLM without its database package answers a missing key with a bare 500.
	if (stage === "api" && target.keySent === false)
		return `The server fails on its own model list. No key was sent (${target.apiKeyEnv} is not set), and some servers answer that so: set it first.`;
	if (stage === "api") return "The server fails on its own model list.";
	return isGateway(server)
		? "The gateway failed on the request, or passes on that what is behind it failed."
		: "The engine failed on the request, which is often a crash, out of memory or a GPU fault.";
}
