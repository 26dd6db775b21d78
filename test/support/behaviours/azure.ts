import { completion, modelList } from "../healthy.ts";
import { json } from "../replies.ts";
import { apiDown, asked, behaviour, degraded, modelDown, ok } from "./behaviour.ts";

const headers = { "x-ms-region": "East US", "apim-request-id": "6d1f", "x-ratelimit-remaining-requests": "-1" };
const deployment = "chat-prod";
const options = { path: "/openai/v1", target: { model: deployment, auth: "api-key" } } as const;
const list = json(modelList(["gpt-4o", "gpt-5"], "openai"), 200, headers);
const answer = json(completion("Hello", { model: deployment }), 200, headers);
const error = (status: number, code: string, message: string, more = {}) =>
	json({ error: { code, message, ...more } }, status, headers);
const routes = (chat: Parameters<typeof behaviour>[1][string] = answer, models = list) => ({
	"GET /openai/v1/models": models,
	"POST /openai/v1/chat/completions": chat,
});

export const azure = [
	behaviour(
		"healthy: base models are listed, deployments are not",
		routes(),
		ok({
			server: "azure",
			notes: ["model_not_listed"],
			also: ({ calls }) => {
				if (calls.some((call) => call.headers["api-key"] === undefined)) throw new Error("no api-key header");
				if (calls.some((call) => call.headers.authorization !== undefined)) throw new Error("a bearer header as well");
			},
		}),
		options,
	),
	behaviour(
		"the deployment does not exist",
		routes(
			error(
				404,
				"DeploymentNotFound",
				"The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.",
			),
		),
		modelDown("model_not_found", { server: "azure", words: /deployment/ }),
		options,
	),
	behaviour("wrong path", { "*": error(404, "404", "Resource not found") }, apiDown("not_found"), options),
	behaviour(
		"wrong key: `code` is a number in a string",
		routes(answer, error(401, "401", "Access denied due to invalid subscription key or wrong API endpoint.")),
		apiDown("unauthorized", { words: /Access denied/ }),
		options,
	),
	behaviour(
		"five tokens are too few: 16 at least",
		routes((call) => {
			const { max_tokens, max_completion_tokens } = asked(call);
			const budget = Number(max_tokens ?? max_completion_tokens);
			return budget < 16
				? error(
						400,
						"integer_below_min_value",
						"Invalid 'max_tokens': integer below minimum value. Expected a value >= 16, but got 5 instead.",
						{ param: "max_tokens", type: "invalid_request_error" },
					)
				: answer;
		}),
		ok({
			server: "azure",
			chats: 2,
			also: ({ chats }) => {
				const { max_tokens, max_completion_tokens } = asked(chats[1]);
				if (Number(max_tokens ?? max_completion_tokens) < 16) throw new Error("still too few");
			},
		}),
		options,
	),
	behaviour(
		"rate limited, and it does not say how long",
		routes(
			error(
				429,
				"429",
				"Requests to the ChatCompletions_Create Operation have exceeded call rate limit of your current OpenAI S0 pricing tier.",
			),
		),
		degraded("rate_limited", null, { server: "azure", chats: 1 }),
		options,
	),
	behaviour(
		"the gateway in front lost the region",
		routes(json({ statusCode: 503, message: "The service is temporarily unavailable." }, 503, headers)),
		modelDown(["gateway_error", "server_error", "no_instance"], { words: /temporarily unavailable/ }),
		options,
	),
	behaviour(
		"the content filter dislikes the question",
		routes(
			error(
				400,
				"content_filter",
				"The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
				{ param: "prompt", status: 400 },
			),
		),
		degraded("content_filtered", null, { server: "azure", words: /content management policy/ }),
		options,
	),
];
