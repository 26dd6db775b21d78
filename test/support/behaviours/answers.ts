import { completion } from "../healthy.ts";
import { json, late, silence } from "../replies.ts";
import { asked, behaviour, CHAT, degraded, impatient, inTurn, modelDown, ok, routes } from "./behaviour.ts";

/** What a model says, on a server that is otherwise well: evidence of generation, and its absence. */
const server = "vllm";
const message = (content: string | null, more: object, finishReason = "length", counted: object = {}) =>
	completion(null, {
		choices: [{ index: 0, message: { role: "assistant", content, ...more }, finish_reason: finishReason }],
		usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, ...counted },
	});
const answer = (content: string, tokens = 5) =>
	json(completion(content, { usage: { prompt_tokens: 10, completion_tokens: tokens, total_tokens: 10 + tokens } }));
const exclamations = answer("!!!!!");
const said = (message: object, finishReason = "stop", tokens: number | null = 0) =>
	json(
		completion(null, {
			choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: finishReason }],
			usage: tokens === null ? undefined : { prompt_tokens: 9, completion_tokens: tokens, total_tokens: 9 + tokens },
		}),
	);
const nothing = said({ content: "" });
const must = (condition: boolean, message: string) => {
	if (!condition) throw new Error(message);
};

export const answers = [
	behaviour(
		"reasoning model: content null, the tokens went into `reasoning`",
		routes(json(message(null, { reasoning: "Okay, the user" }))),
		ok({ server, chats: 1 }),
	),
	behaviour(
		"reasoning model of an older release: `reasoning_content`",
		routes(json(message(null, { reasoning_content: "Okay, the user" }))),
		ok({ server, chats: 1 }),
	),
	behaviour(
		"reasoning model: no text anywhere, but tokens were counted as reasoning",
		routes(json(message(null, {}, "length", { completion_tokens_details: { reasoning_tokens: 5 } }))),
		ok({ server, chats: 1 }),
	),
	behaviour(
		"reasoning text, no usage, finish stop",
		routes(json({ ...message("", { reasoning_content: "Hm" }, "stop"), usage: null })),
		ok({ server, chats: 1 }),
	),
	behaviour(
		"NaN: `!!!!!` to every question",
		routes(exclamations),
		modelDown("garbage_answer", {
			server,
			chats: 2,
			words: /!!!!!/,
			also: ({ chats }) => {
				const [first, second] = chats.map((call) => JSON.stringify(asked(call).messages));
				if (first === second) throw new Error("the second opinion must ask another question");
			},
		}),
	),
	behaviour(
		"`!!!!!` once, then sense",
		routes(inTurn(exclamations, json(completion("Hello there, how")))),
		ok({ server, chats: 2 }),
	),
	behaviour(
		"only replacement characters",
		routes(answer("\ufffd\ufffd\ufffd")),
		modelDown("garbage_answer", { server, chats: 2 }),
	),
	behaviour("a legitimate `!`", routes(answer("!", 1)), ok({ server, answer: "!" })),
	behaviour("a legitimate `OK`", routes(answer("OK", 1)), ok({ server, chats: 1, answer: "OK" })),
	behaviour("three dots, then a sentence", routes(inTurn(answer("..."), answer("Sure, here you"))), ok({ server })),
	behaviour("a word with a replacement character in it", routes(answer("caf\ufffd is")), ok({ server, chats: 1 })),
	behaviour(
		"slower than the warning threshold",
		{ ...routes(late(150, json(completion()))) },
		degraded("slow", null, { server, answer: "Hello! How can I" }),
		{ target: { slowMs: 60 } },
	),
	behaviour("as fast as the warning threshold asks", routes(), ok({ server }), { target: { slowMs: 2500 } }),
	behaviour("the answer is what was expected", routes(answer("Hello! How can I")), ok({ server }), {
		target: { expect: "^hello|Hello" },
	}),
	behaviour(
		"the answer is not what was expected",
		routes(answer("Bonjour")),
		modelDown("unexpected_answer", { server, words: /Bonjour/ }),
		{ target: { expect: "Hello" } },
	),
	behaviour(
		"the prompt, token budget and temperature of the configuration are sent",
		routes(),
		ok({
			server,
			also: ({ chats }) => {
				const { messages, max_tokens, temperature } = asked(chats[0]);
				const found = JSON.stringify([messages, max_tokens, temperature]);
				if (found !== JSON.stringify([[{ role: "user", content: "2+2?" }], 9, 0.5])) throw new Error(`sent ${found}`);
			},
		}),
		{ target: { prompt: "2+2?", maxTokens: 9, temperature: 0.5 } },
	),
	behaviour(
		"the first question of the day is answered late, but in time",
		{ ...routes(), [CHAT]: late(120, json(completion())) },
		ok({ server, chats: 1 }),
	),
	behaviour("`choices` is empty", routes(json(completion(null, { choices: [] }))), modelDown("no_choices", { server })),
	behaviour(
		"`choices` is null",
		routes(json(completion(null, { choices: null }))),
		modelDown("no_choices", { server }),
	),
	behaviour(
		"`choices` is not there",
		routes(json({ id: "1", object: "chat.completion" })),
		modelDown("no_choices", { server }),
	),
	behaviour(
		'an error whose text quotes the word "choices"',
		routes(
			json({
				error: { message: 'cannot build "choices": engine is gone', type: "server_error", param: null, code: null },
			}),
		),
		modelDown(["error_in_200", "server_error"], { server, words: /engine is gone/ }),
	),
	behaviour(
		"an error in a 200 that names nothing known",
		routes(json({ error: { message: "it did not work out", type: "odd_case", param: null, code: null } })),
		modelDown("error_in_200", { server, words: /did not work out/ }),
	),
	behaviour(
		"a refusal is an answer",
		routes(said({ content: null, refusal: "I can't help with that." })),
		ok({ server, chats: 1 }),
	),
	behaviour(
		"a tool call is an answer",
		routes(
			said(
				{ content: null, tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }] },
				"tool_calls",
			),
		),
		ok({ server }),
	),
	behaviour("no usage, but text", routes(said({ content: "Hello" }, "stop", null)), ok({ server, chats: 1 })),
	behaviour(
		"no text, but tokens counted, and with more room there is text",
		routes(inTurn(said({ content: "" }, "stop", 5), answer("Hi! One, two, three"))),
		ok({ server, chats: 2 }),
	),
	behaviour(
		"NaN: five tokens counted, all of them special, and nothing to see with more room either",
		routes(json(message("", { reasoning: null }))),
		degraded("empty_answer", "model_down", {
			server,
			chats: 2,
			words: /NaN/,
			also: ({ chats }) => must(asked(chats[1]).max_tokens === 256, "no room to think"),
		}),
	),
	behaviour(
		"no text, no usage, but it ran out of budget; with more room there is text",
		routes(inTurn(said({ content: "" }, "length", null), answer("Hi! One, two, three"))),
		ok({ server, chats: 2 }),
	),
	behaviour(
		"nothing was generated, not even with more room",
		routes(nothing),
		degraded("empty_answer", "model_down", {
			server,
			chats: 2,
			also: ({ chats }) =>
				must(asked(chats[1]).max_tokens === 32, `second opinion with ${String(asked(chats[1]).max_tokens)} tokens`),
		}),
	),
	behaviour(
		"nothing was generated, then with more room it was",
		routes(inTurn(nothing, said({ content: "Hello" }, "stop", 1))),
		ok({ server, chats: 2 }),
	),
	behaviour(
		"content as a list of parts",
		routes(said({ content: [{ type: "text", text: "Hello" }] }, "stop", null)),
		ok({ server }),
	),
	behaviour("a thumb up", routes(answer("👍", 1)), ok({ server, chats: 1, answer: "👍" })),
	behaviour("a number", routes(answer("4", 1)), ok({ server, chats: 1 })),
	behaviour(
		"white space, counted as tokens, then text",
		routes(inTurn(answer("\n\n\n\n\n"), answer("\n\nHi!"))),
		ok({ server, chats: 2 }),
	),
	behaviour(
		"a rule of dashes, then text",
		routes(inTurn(answer("-----"), answer("Sure: a healthcheck"))),
		ok({ server, chats: 2 }),
	),
	behaviour(
		"Chinese, without a single space",
		routes(answer("你好！有什么可以")),
		ok({ server, chats: 1, answer: "你好！有什么可以" }),
	),
	behaviour(
		"`!!!!!`, and a second opinion that does not come in time",
		routes((_call, nth) => (nth === 1 ? exclamations : silence)),
		modelDown(["garbage_answer", "timeout", "hung"], { server }),
		{ target: impatient },
	),
];
