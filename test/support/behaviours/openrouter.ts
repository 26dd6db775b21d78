import { completion, modelList } from "../healthy.ts";
import { events, json, stream, text } from "../replies.ts";
import { behaviour, chunk, degraded, inTurn, modelDown, ok, routes } from "./behaviour.ts";

const id = "meta-llama/llama-3.3-70b-instruct";
const target = { model: id };
const list = json({
	data: [
		{ id, name: "Llama 3.3 70B", created: 1_733_000_000, context_length: 131_072 },
		{ id: "openai/gpt-4o", name: "GPT-4o" },
	],
});
const answerBody = completion("Hello", { model: id, provider: "DeepInfra" });
const answer = json(answerBody);
const error = (code: number, message: string, metadata: object = {}, status = code) =>
	json({ error: { code, message, metadata } }, status);
const streaming = { ...target, stream: true };

export const openrouter = [
	behaviour("healthy", routes(answer, list), ok({ chats: 1, notes: [] }), { target }),
	behaviour(
		"white space before the answer keeps the connection warm",
		routes(stream(["\n", 10, "   \n", 10, JSON.stringify(answerBody)]), list),
		ok({ chats: 1 }),
		{ target },
	),
	behaviour(
		"wrong key: the list is public",
		routes(error(401, "No auth credentials found"), list),
		modelDown("unauthorized", { headline: /key/i, chats: 1 }),
		{ target },
	),
	behaviour(
		"no credits: 402",
		routes(error(402, "Insufficient credits. Add more using https://openrouter.ai/settings/credits"), list),
		modelDown("quota_exhausted", { chats: 1 }),
		{ target },
	),
	behaviour(
		"rate limited by the provider, under a 200",
		routes(
			error(429, "Provider returned error", { raw: "rate limit exceeded", provider_name: "DeepInfra" }, 200),
			list,
		),
		degraded("rate_limited", null),
		{ target },
	),
	behaviour(
		"the provider failed, under a 200",
		routes(error(502, "Provider returned error", { raw: "upstream 502", provider_name: "DeepInfra" }, 200), list),
		modelDown(["error_in_200", "gateway_error", "server_error"]),
		{ target },
	),
	behaviour(
		"no credits, under a 200",
		routes(error(402, "Insufficient credits", {}, 200), list),
		modelDown("quota_exhausted"),
		{ target },
	),
	behaviour(
		"the error is inside the choice",
		routes(
			json(
				completion("", {
					model: id,
					choices: [
						{
							index: 0,
							message: { role: "assistant", content: "" },
							finish_reason: "error",
							error: { code: 502, message: "Upstream error from DeepInfra" },
						},
					],
				}),
			),
			list,
		),
		modelDown(["error_in_200", "gateway_error", "server_error"], { words: /Upstream error/ }),
		{ target },
	),
	behaviour(
		"finish reason `error`, and half an answer",
		routes(
			json(
				completion("Hel", {
					model: id,
					choices: [{ index: 0, message: { role: "assistant", content: "Hel" }, finish_reason: "error" }],
				}),
			),
			list,
		),
		modelDown(["error_in_200", "server_error"]),
		{ target },
	),
	behaviour(
		"the provider is down: 502",
		routes(error(502, "Provider returned error"), list),
		modelDown("gateway_error", { chats: 2 }),
		{ target },
	),
	behaviour(
		"no provider fits: 503",
		routes(error(503, "No available model provider that meets your routing requirements"), list),
		modelDown("no_instance"),
		{ target },
	),
	behaviour(
		"timed out at the provider: 408",
		routes(error(408, "Request timed out"), list),
		modelDown(["server_error", "gateway_error", "timeout"]),
		{ target },
	),
	behaviour(
		"a stream with comments before the first token",
		routes(
			events([
				": OPENROUTER PROCESSING",
				20,
				": OPENROUTER PROCESSING",
				chunk({ role: "assistant", content: "Hel" }),
				chunk({ content: "lo" }, "length"),
				"[DONE]",
			]),
			list,
		),
		ok({ answer: "Hello" }),
		{ target: streaming },
	),
	behaviour(
		"a stream that says `error` after the first token",
		routes(
			events([
				chunk({ role: "assistant", content: "Hel" }),
				{
					...chunk({ content: "" }, "error"),
					error: { code: "server_error", message: "Provider disconnected unexpectedly" },
				},
			]),
			list,
		),
		modelDown(["stream_error", "server_error"], { words: /Provider disconnected/ }),
		{ target: streaming },
	),
	behaviour(
		"comments and nothing else, cleanly ended",
		routes(events([": OPENROUTER PROCESSING", ": OPENROUTER PROCESSING"]), list),
		modelDown(["stream_cut", "empty_answer", "no_choices"]),
		{ target: streaming },
	),
	behaviour(
		"the website instead of the API",
		{ "*": text("<!doctype html><title>OpenRouter</title>", 200, { "content-type": "text/html" }) },
		{ status: "api_down", exitCode: 1, cause: "not_an_api", stage: "api" },
		{ target, path: "/v1" },
	),
	behaviour(
		"a list in an array of its own",
		routes(answer, json([{ id, object: "model" }, ...(modelList(["x"]) as { data: object[] }).data])),
		ok({ chats: 1 }),
		{ target },
	),
	behaviour(
		"the provider failed once, under a 200",
		routes(inTurn(error(502, "Provider returned error", {}, 200), answer), list),
		ok({ chats: 2, notes: ["retried"] }),
		{ target },
	),
];
