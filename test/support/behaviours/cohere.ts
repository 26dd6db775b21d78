import { completion, modelList } from "../healthy.ts";
import { json } from "../replies.ts";
import { apiDown, behaviour, degraded, modelDown, ok, routes } from "./behaviour.ts";

const id = "command-a-03-2025";
const target = { model: id };
const list = json(modelList([id], "cohere"));
const answer = json(completion("Hello", { model: id }));
const error = (status: number, message: string) => json({ id: "1f0e", message }, status);

export const cohere = [
	behaviour("healthy", routes(answer, list), ok({ chats: 1 }), { target }),
	behaviour(
		"no key",
		routes(answer, error(401, "no api key supplied")),
		apiDown("unauthorized", { words: /no api key supplied/ }),
		{ target },
	),
	behaviour(
		"wrong key",
		routes(answer, error(401, "invalid api token")),
		apiDown("unauthorized", { words: /invalid api token/ }),
		{ target },
	),
	behaviour(
		"billing: 402",
		routes(error(402, "Please add a valid payment method."), list),
		modelDown("quota_exhausted", { chats: 1 }),
		{ target },
	),
	behaviour(
		"the trial key's limit",
		routes(error(429, "You are using a Trial key, which is limited to 10 API calls / minute."), list),
		degraded("rate_limited", null, { chats: 1 }),
		{ target },
	),
	behaviour(
		"a model it does not have",
		routes(
			error(
				404,
				"model 'command-x' not found, make sure the correct model ID was used and that you have access to the model.",
			),
			list,
		),
		modelDown("model_not_found"),
		{ target: { model: "command-x" } },
	),
	behaviour(
		"an internal error",
		routes(error(500, "internal server error, this has been reported to our developers"), list),
		modelDown("server_error", { chats: 2 }),
		{ target },
	),
];
