import type { RequestFailure } from "../result/failure.ts";
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
import type { CauseRows } from "./row.ts";

/** The check asked wrongly, or may not ask: the server is probably fine. */
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
		words: (_, { target, server }) => {
			if (target.keySent === false)
				return `No key was sent: ${target.apiKeyEnv} is not set. The server wants one, and is probably fine.`;
			return server === "mistral"
				? `The key in $${target.apiKeyEnv} was not accepted, or its quota is used up: Mistral answers both alike. The server is probably fine.`
				: `The key in $${target.apiKeyEnv} is missing, wrong or expired, or goes into the wrong header. The server is probably fine.`;
		},
		nextStep: (_, facts) => showStatus(facts),
	},
	forbidden: {
		hardness: "hard",
		prospect: "never",
		restartCures: false,
		headline: "Access forbidden",
		words: (_, { target }) =>
			`The server, or a proxy before it, forbids this to the key in $${target.apiKeyEnv}: a key without the right or scope, a region, or a proxy's rule. The server is probably fine.`,
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
				? `There is no model list at ${linesOf(target).listUrl(target.url)}: the base URL is probably wrong (/v1 missing or doubled, another path). The next step tries the likely ones.`
				: `There is no ${linesOf(target).chatUrl(target.url)}, though the model list is there. The base URL, or a proxy's rules, are probably wrong.`,
		nextStep: (_, facts) => (facts.stage === "api" ? tryAddresses(facts.target) : showAnswer(facts)),
	},
	not_a_chat_model: {
		hardness: "hard",
		prospect: "never",
		restartCures: false,
		headline: "Not a chat model",
		words: (_, { model }) =>
			`${model ?? "The model"} does not chat (an embedding, rerank or base model). Name a model that does.`,
		nextStep: (_, facts) => listModels(facts),
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
		prospect: "never",
		restartCures: false,
		headline: ({ httpStatus }) => `Request rejected (HTTP ${httpStatus})`,
		words: () =>
			"The server did not take the check's request, in any form tried. That says nothing about the model: it is probably fine. Set maxTokens or temperature for this target.",
		nextStep: (_, facts) => (facts.stage === "api" ? showAnswer(facts) : chatCommand(facts)),
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

/** Prints the status of each base URL that could be meant instead. */
function tryAddresses(target: CommandTarget): string {
	const bare = target.url.replace(/(\/v\d[^/]*)+$/, "");
	const { origin } = new URL(target.url);
	const likely = [`${bare}/v1`, bare, `${bare}/v1-openai`, `${origin}/v1`, `${origin}/api/v1`, `${origin}/openai/v1`];
	const { listUrl } = linesOf(target);
	const urls = [...new Set(likely)].filter((url) => url !== target.url).map((url) => quoted(listUrl(url)));
	const show = curl(target, "-o /dev/null -w '%{http_code}  %{url_effective}\\n'");
	return `for url in ${urls.join(" ")}; do ${show} "$url"; done  # 200: take it, without ${listUrl("")}`;
}
