import type { FailureOf, RequestFailure } from "../result/failure.ts";
import { linesOf } from "../target/dialect-lines.ts";
import type { CommandTarget } from "../target/target.ts";
import {
	chatCommand,
	curl,
	keylessCurl,
	listModels,
	modelsUrl,
	quoted,
	showAnswer,
	showLocation,
	showStatus,
} from "./commands.ts";
import type { CauseFacts, CauseRows } from "./row.ts";

/** The check's request is wrong or not allowed: the server is probably fine. */
export const REQUEST_CAUSES = {
	redirect: {
		hardness: "hard",
		prospect: "never",
		restartCures: false,
		headline: ({ httpStatus }) => `Redirected (HTTP ${httpStatus})`,
		words: ({ location }) =>
			`The address answers with a redirect${location ? ` to ${location}` : ""}, which is never followed: a login page, http instead of https, or a wrong path. The server is probably fine; the base URL is not.`,
		nextStep: (_, facts) => showLocation(facts),
	},
	unauthorized: {
		hardness: "hard",
		prospect: "never",
		restartCures: false,
		headline: "API key rejected",
		words: unauthorizedWords,
		nextStep: (_, facts) => showStatus(facts),
	},
	forbidden: {
		hardness: "hard",
		prospect: "never",
		restartCures: false,
		headline: "Access forbidden",
		words: ({ listAccepted }, { target }) =>
			listAccepted
				? `The key in $${target.apiKeyEnv} may read the list of models and may not ask this one: it is not granted to the key, its name is wrong, or a proxy has a rule. The server is probably fine.`
				: `The server, or a proxy before it, forbids this to the key in $${target.apiKeyEnv}: a key without the right or scope, a region, or a proxy's rule. The server is probably fine.`,
		nextStep: (_, facts) => showAnswer(facts),
	},
	host_not_allowed: {
		hardness: "hard",
		prospect: "never",
		restartCures: false,
		headline: "Host name not allowed",
		words: () =>
			"An empty 403: Ollama answers so when it is bound to loopback and called by a foreign host name. Set OLLAMA_HOST there, or let the proxy send Host: localhost. The server is probably fine.",
		nextStep: (_, { target }) => `${keylessCurl(target, "-i -H 'Host: localhost'")} ${modelsUrl(target)} | head -n 1`,
	},
	not_found: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: ({ httpStatus }) => `Wrong address (HTTP ${httpStatus})`,
		words: (_, { target, stage }) =>
			stage === "api"
				? `There is no model list at ${linesOf(target).listUrl(target.url)}: the base URL is probably wrong (/v1 missing or doubled, another path). The next step tries the likely ones. A server without a list needs "model" and "list": "none".`
				: `There is no ${linesOf(target).chatUrl(target.url)}, though the model list is there. The base URL, or a proxy's rules, are probably wrong.`,
		nextStep: (_, facts) => (facts.stage === "api" ? tryAddresses(facts.target) : showAnswer(facts)),
	},
	not_a_chat_model: {
		hardness: "hard",
		prospect: "never",
		restartCures: false,
		headline: "Not a chat model",
		words: ({ lacks }, { model }) => NOT_CHATTING[lacks ?? "other"](model ?? "The model"),
		nextStep: ({ lacks }, facts) => (lacks === "template" ? chatCommand(facts) : listModels(facts)),
	},
	context_too_small: {
		hardness: "hard",
		prospect: "never",
		restartCures: false,
		headline: "Context too small",
		words: () =>
			"Even this small request does not fit the model's context: --max-model-len or -c is tiny, or a long system template is added.",
		nextStep: (_, { target }) => `${curl(target)} ${modelsUrl(target)} | jq '${linesOf(target).limitsFilter}'`,
	},
	rejected_request: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: ({ httpStatus }) => `Request rejected (HTTP ${httpStatus})`,
		words: rejectedWords,
		nextStep: (_, facts) => (facts.stage === "api" ? showAnswer(facts) : chatCommand(facts)),
	},
	no_model_list: {
		hardness: "mild",
		prospect: "ready",
		restartCures: false,
		provesAlive: "model",
		headline: ({ httpStatus }) => `No model list (HTTP ${httpStatus})`,
		words: (_, { model, target }) =>
			`${model ?? "The model"} answers, and there is no model list at ${linesOf(target).listUrl(target.url)}. If this server has none, "list": "none" for this target says so in the configuration.`,
		nextStep: (_, { target }) =>
			`${curl(target, "-o /dev/null -w '%{http_code}\\n'")} ${modelsUrl(target)}  # no list there? Set "list": "none" for this target`,
	},
	expect_too_slow: {
		hardness: "mild",
		prospect: "never",
		restartCures: false,
		provesAlive: "model",
		headline: "Expectation takes too long",
		words: ({ expect }) =>
			`The model answered. Whether the answer is right is unknown: the expression ${expect} did not finish on it in time. Set a simpler one as expect, without a repetition inside a repetition.`,
		nextStep: (_, facts) => chatCommand(facts),
	},
	unexpected_answer: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		headline: "Unexpected answer",
		words: ({ sample, expect }) =>
			sample === ""
				? `The model wrote no text within its tokens, and the answer has to match ${expect}: maxTokens gives it more.`
				: `The model answered "${sample}", which does not match ${expect}.`,
		nextStep: (_, facts) => chatCommand(facts),
	},
} as const satisfies CauseRows<RequestFailure["kind"]>;

function unauthorizedWords(
	{ listAccepted, wantsPassword, httpStatus }: FailureOf<"unauthorized">,
	{ target, server }: CauseFacts,
): string {
	const key = `$${target.apiKeyEnv}`;
	if (target.keySent === false && !wantsPassword)
		return `No key was sent: ${target.apiKeyEnv} is not set. The server wants one, and is probably fine.`;
	if (wantsPassword)
		return `A proxy before the server wants a user and a password (Basic authentication, HTTP ${httpStatus}), which the key in ${key} is not. The server is probably fine.`;
	if (server === "mistral")
		return `The key in ${key} was not accepted, or its quota is used up: Mistral answers both alike. The server is probably fine.`;
	if (listAccepted)
		return `The list of models was given to the key in ${key}, and the question is refused as not authorized: the list is open to everyone and the key is missing, wrong or expired, or the route to this model is broken behind the list. The server is probably fine.`;
	return `The key in ${key} is missing, wrong or expired, or goes into the wrong header. The server is probably fine.`;
}

/** The words for each `lacks`. */
const NOT_CHATTING = {
	template: (model: string) =>
		`The chat template of ${model} is missing or refuses the conversation: users get the same. Start the server with --chat-template (llama.cpp: --jinja), set another prompt, or name a model that chats.`,
	route: (model: string) =>
		`The server lists models and has no chat route: it serves embeddings or reranking, so ${model} does not chat. Name a model that does, on a server that chats.`,
	other: (model: string) => `${model} does not chat (an embedding, rerank or base model). Name a model that does.`,
} as const;

/** Only a refusal that names one of our fields is about our request. */
function rejectedWords({ param, httpStatus }: FailureOf<"rejected_request">, { stage }: CauseFacts): string {
	if (httpStatus === 413)
		return "The server, or a proxy before it, accepts no body or prompt of this size. The model is probably fine.";
	if (stage === "api" || param === null)
		return "The server did not accept the check's request, and names no field of it as the reason. The server may be fine, or not: its words tell. It is probably fine if users get answers.";
	return `The server refuses ${param} as the check sends it, in each form tried. The model is probably fine. ${SETTING[param] ?? "Look whether it accepts the request of the next step."}`;
}

const SETTING: Readonly<Record<string, string>> = {
	...{ max_tokens: "Set maxTokens for this target.", max_completion_tokens: "Set maxTokens for this target." },
	temperature: "Set temperature for this target.",
	stream: "Set stream for this target.",
};

/** Prints the status of each base URL that could be meant instead. */
function tryAddresses(target: CommandTarget): string {
	const bare = target.url.replace(/(\/v\d[^/]*)+$/, "");
	const { origin } = new URL(target.url);
	const likely = [`${bare}/v1`, bare, `${bare}/v1-openai`, `${origin}/v1`, `${origin}/api/v1`, `${origin}/openai/v1`];
	const { listUrl } = linesOf(target);
	const urls = [...new Set(likely)].filter((url) => url !== target.url).map((url) => quoted(listUrl(url)));
	const show = curl(target, "-o /dev/null -w '%{http_code}  %{url_effective}\\n'");
	return `for url in ${urls.join(" ")}; do ${show} "$url"; done  # 200, 401 or 403: there it is; write it as printed, with ${listUrl("")}`;
}
