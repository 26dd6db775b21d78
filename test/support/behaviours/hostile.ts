import { completion, MODEL, modelList } from "../healthy.ts";
import { drip, gigabyte, html, json, late, silence, stream, text } from "../replies.ts";
import { apiDown, asked, behaviour, impatient, KEY, modelDown, ok, routes } from "./behaviour.ts";
import type { Seen } from "./run.ts";

const answer = JSON.stringify(completion());
const swift = ({ elapsedMs }: Seen) => {
	if (elapsedMs > 6500) throw new Error(`took ${elapsedMs} ms`);
};
const error = (message: string, status = 500) =>
	json({ error: { message, type: "server_error", param: null, code: null } }, status);
// biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const printable = ({ words, headline, nextStep, result }: Seen) => {
	const shown = [
		words,
		headline,
		nextStep ?? "",
		result.answer?.text ?? "",
		...(result.models ?? []),
		result.model ?? "",
	].join("\n");
	if (UNSAFE.test(shown)) throw new Error(`not printable: ${JSON.stringify(shown)}`);
};
const short = (seen: Seen) => {
	printable(seen);
	if (seen.words.length > 1000) throw new Error(`${seen.words.length} characters of words`);
};
const UNPRINTABLE = `m\u001b[2J\u202e${"m".repeat(3000)}`;
const wild = "\"; touch pwned; echo $(touch pwned) `touch pwned` ' && touch pwned #";

export const hostile = [
	behaviour(
		"the list is a gigabyte",
		routes(undefined, gigabyte()),
		apiDown("answer_too_large", { also: swift, chats: 0 }),
	),
	behaviour("the answer is a gigabyte", routes(gigabyte()), modelDown("answer_too_large", { also: swift })),
	behaviour(
		"the answer never ends, and is fast",
		routes(stream(['{"choices":[{"message":{"content":"', "ha ".repeat(20_000), 1], "repeat")),
		modelDown("answer_too_large", { also: swift }),
	),
	behaviour(
		"the answer drips for ever",
		routes(drip(answer, 30)),
		modelDown(["timeout", "hung", "truncated_answer"], { also: swift }),
		{ target: impatient },
	),
	behaviour(
		"nothing but white space, for ever",
		routes(stream(["\n", 20], "repeat")),
		modelDown(["timeout", "hung"], { also: swift }),
		{ target: impatient },
	),
	behaviour(
		"the error page is a gigabyte",
		routes({ ...gigabyte("text/html"), status: 500 }),
		modelDown(["server_error", "answer_too_large"], { also: swift }),
	),
	behaviour(
		"the run's deadline leaves the stages hardly more than their time",
		routes(silence),
		modelDown(["timeout", "hung"], { also: swift }),
		{ target: { apiTimeoutMs: 60_000, inferenceTimeoutMs: 2000 } },
	),

	behaviour(
		"escape sequences in an error",
		routes(error("\u001b[2J\u001b[31mowned\u001b]0;title\u0007 \u202egnp.exe\r\nFAKE: ok")),
		modelDown("server_error", { words: /owned/, also: short }),
	),
	behaviour(
		"escape sequences in the answer",
		routes(json(completion("Hi\u001b[2J\u0007\u202e there"))),
		ok({ also: printable }),
	),
	behaviour(
		"escape sequences in the names of the models",
		routes(undefined, json(modelList([MODEL, "\u001b[2Jevil\nname"]))),
		ok({ also: printable }),
	),
	behaviour(
		"an error of a hundred thousand characters",
		routes(error("x".repeat(100_000))),
		modelDown("server_error", { also: short }),
	),
	behaviour(
		"the answer is longer than asked for",
		routes(json(completion("word ".repeat(4000)))),
		ok({
			also: ({ result }) => {
				if ((result.answer?.text.length ?? 0) > 1000) throw new Error("not cut");
			},
		}),
	),
	behaviour(
		"the error repeats the key",
		routes(undefined, json({ error: `invalid key ${KEY}, header Bearer ${KEY}` }, 401)),
		apiDown("unauthorized"),
	),
	behaviour("the answer repeats the key", routes(json(completion(`your key is ${KEY}`))), ok()),
	behaviour(
		"the redirect repeats the key",
		routes(undefined, text("", 302, { location: `https://evil.example/?key=${KEY}` })),
		apiDown("redirect"),
	),
	behaviour(
		"a model named like a shell script, chosen by itself, fails",
		routes(error("boom"), json(modelList([wild]))),
		modelDown("server_error"),
		{ target: { model: null } },
	),
	behaviour(
		"a model named like a shell script, chosen by itself, generates nothing",
		routes(
			json(
				completion("", {
					choices: [{ index: 0, message: { content: "" }, finish_reason: "stop" }],
					usage: { completion_tokens: 0 },
				}),
			),
			json(modelList([wild])),
		),
		{ status: "degraded", exitCode: 0, cause: "empty_answer", softAs: "model_down" },
		{ target: { model: null } },
	),

	behaviour(
		"the list holds rubbish between the models",
		routes(
			undefined,
			json({ object: "list", data: [null, 7, "x", {}, { id: 5 }, { id: null }, [], { id: MODEL, owned_by: "vllm" }] }),
		),
		ok({ server: "vllm", notes: [] }),
	),
	behaviour(
		"ten thousand models",
		routes(undefined, json(modelList([...Array.from({ length: 10_000 }, (_, index) => `m${index}`), MODEL]))),
		ok({ chats: 1, notes: [] }),
	),
	behaviour(
		"JSON with a byte order mark",
		routes(text(`\ufeff${answer}`, 200, { "content-type": "application/json" })),
		ok({ chats: 1 }),
	),
	behaviour(
		"JSON a hundred thousand levels deep",
		routes(undefined, text("[".repeat(100_000), 200, { "content-type": "application/json" })),
		apiDown(["not_an_api", "truncated_answer"], { also: swift }),
	),
	behaviour(
		"`__proto__` in everything",
		routes(text('{"__proto__":{"choices":[{"message":{"content":"x"}}]},"constructor":1}')),
		modelDown("no_choices"),
	),
	behaviour(
		"the list is `null`",
		routes(undefined, text("null", 200, { "content-type": "application/json" })),
		apiDown(["not_an_api", "not_found"]),
	),
	behaviour("the list is a string", routes(undefined, json("ok")), apiDown(["not_an_api", "not_found"])),
	behaviour("the answer is `true`", routes(json(true)), modelDown("not_an_api", { words: /no chat completion/ })),
	behaviour(
		"the choice is null",
		routes(json(completion(null, { choices: [null], usage: null }))),
		modelDown("no_choices"),
	),
	behaviour(
		"the choices are numbers",
		routes(json(completion(null, { choices: [1, 2], usage: { completion_tokens: "five" } }))),
		modelDown("no_choices"),
	),
	behaviour(
		"content is a number, and nothing was counted",
		routes(json(completion(null, { choices: [{ message: { content: 42 }, finish_reason: "stop" }], usage: null }))),
		{ status: "degraded", exitCode: 0, cause: "empty_answer", softAs: "model_down" },
	),
	behaviour(
		"`error: null` and `detail: null` beside a fine answer",
		routes(json(completion("Hi", { error: null, detail: null }))),
		ok({ chats: 1 }),
	),
	behaviour(
		"a status nobody knows: 599",
		routes(html("<h1>599</h1>", 599)),
		modelDown(["server_error", "gateway_error"]),
	),
	behaviour(
		"a teapot",
		routes(json({ error: "I'm a teapot" }, 418)),
		modelDown(["rejected_request", "server_error", "not_found"], { words: /teapot/ }),
	),
	behaviour(
		"an empty answer body",
		routes(text("", 200, { "content-type": "application/json" })),
		modelDown("truncated_answer", { chats: 2 }),
	),
	behaviour(
		"two answers, one after the other",
		routes(late(5, text(answer + answer, 200, { "content-type": "application/json" }))),
		modelDown(["truncated_answer", "not_an_api", "no_choices"]),
	),
	behaviour(
		"a nameless model before the one that can be asked",
		routes(json(completion("Hi", { model: "good" })), json(modelList(["", "good"]))),
		ok({
			also: ({ result }) => {
				if (result.model !== "good") throw new Error(`chose ${result.model}`);
			},
		}),
		{ target: { model: null } },
	),
	behaviour(
		"the chosen model's name is long and not printable: asked for exactly, shown cleanly",
		routes(
			(call) =>
				asked(call).model === UNPRINTABLE ? json(completion("Hi", { model: UNPRINTABLE })) : error("not my name", 404),
			json(modelList([UNPRINTABLE])),
		),
		ok({ also: printable }),
		{ target: { model: null } },
	),
	behaviour(
		"half a surrogate pair and a NUL in the answer",
		routes(
			text('{"choices":[{"message":{"content":"Hi \\ud83d there \\u0000"},"finish_reason":"stop"}]}', 200, {
				"content-type": "application/json",
			}),
		),
		ok({ also: printable }),
	),
	behaviour("`error` is there, and empty", routes(json(completion("Hi", { error: "" }))), ok()),
	behaviour("`error: false` beside a fine answer", routes(json(completion("Hi", { error: false }))), ok()),
	...[150, 180, 195].map((before) =>
		behaviour(
			`the key stands where the words are cut (${before})`,
			routes(text(`${"x".repeat(before)} ${KEY}`, 502)),
			modelDown("gateway_error"),
		),
	),
	behaviour(
		"the key stands where the page is cut",
		routes(text(`${" ".repeat(16_370)}${KEY} ${KEY}`, 502)),
		modelDown("gateway_error"),
	),
];
