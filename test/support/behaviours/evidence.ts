import { completion, MODEL } from "../healthy.ts";
import { events, json, type Reply, silence, text } from "../replies.ts";
import { asked, behaviour, chunk, degraded, inTurn, modelDown, ok, routes } from "./behaviour.ts";

/** Where a generation shows, how it ended, and what it came wrapped in. */
const counted = { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 };
const said = (message: object, finish: unknown = "stop", usage: object | null = null) =>
	json(
		completion(null, {
			choices: [{ index: 0, message: { role: "assistant", content: null, ...message }, finish_reason: finish }],
			usage,
		}),
	);
const streamed = (delta: object, finish: unknown, usage: object | null = null) =>
	events([
		chunk({ role: "assistant", ...delta }),
		chunk({}, finish as string),
		...(usage ? [{ usage }] : []),
		"[DONE]",
	]);
const whole = JSON.stringify(completion());
const sse = { "content-type": "text/event-stream" };
const typed = { "content-type": "application/json" };
const brokenOff = degraded("broken_off", "model_down", { chats: 1, words: /abort|insufficient_system_resource/ });
const filtered = degraded("content_filtered", null, { chats: 1 });
const garbage = modelDown("garbage_answer", { chats: 2 });
const onlyStreams = (words: string, reply: Reply = streamed({ reasoning_content: "Okay" }, "length")) =>
	routes((call) => (asked(call).stream === true ? reply : json({ error: { message: words, code: "x" } }, 400)));

const endings = [
	behaviour("aborted, and half a text was counted", routes(said({ content: "He" }, "abort", counted)), brokenOff),
	behaviour("aborted in a stream", routes(streamed({ content: "He" }, "abort", counted)), brokenOff),
	behaviour(
		"aborted, as an engine's own object",
		routes(said({ content: "" }, { type: "abort", message: "Pause", status_code: 503 }, counted)),
		degraded("broken_off", "model_down", { words: /abort: Pause/ }),
	),
	behaviour(
		"no resources left at the provider",
		routes(said({ content: "" }, "insufficient_system_resource", counted)),
		brokenOff,
	),
	behaviour("Gemini's limit in capitals, and text", routes(said({ content: "Hello" }, "MAX_TOKENS")), ok({ chats: 1 })),
	behaviour("a word that nobody knows, and text", routes(said({ content: "Hello" }, "zonk")), ok({ chats: 1 })),
	behaviour("filtered, and nothing came", routes(said({ content: "" }, "content_filter")), filtered),
	behaviour("filtered by Gemini", routes(said({}, "SAFETY")), filtered),
	behaviour("filtered in a stream", routes(streamed({ content: "" }, "content_filter")), filtered),
	behaviour("filtered, and tokens were counted", routes(said({}, "content_filter", counted)), ok({ chats: 1 })),
	behaviour("filtered after some text", routes(said({ content: "As an" }, "content_filter")), ok({ chats: 1 })),
];

const places = [
	behaviour(
		"thoughts in details",
		routes(said({ reasoning_details: [{ type: "reasoning.text", text: "Okay" }] })),
		ok(),
	),
	behaviour("thoughts in blocks", routes(said({ thinking_blocks: [{ thinking: "Okay", signature: "x" }] })), ok()),
	behaviour(
		"thoughts as parts of the content",
		routes(said({ content: [{ type: "thinking", thinking: "Hm" }] })),
		ok(),
	),
	behaviour(
		"thoughts that are encrypted",
		routes(said({ reasoning_details: [{ type: "reasoning.encrypted", data: "gAAAAB" }] }, "length", counted)),
		ok({ chats: 1 }),
	),
	behaviour(
		"thoughts that are in the sum of tokens alone",
		routes(said({}, "stop", { prompt_tokens: 6, completion_tokens: 0, total_tokens: 22 })),
		ok({ chats: 1 }),
	),
	behaviour("thoughts in a stream", routes(streamed({ thinking: "Okay" }, "length")), ok({ chats: 1 }), {
		target: { stream: true },
	}),
	behaviour("garbage in thoughts", routes(said({ reasoning_details: [{ text: "!!!!!" }] }, "length")), garbage),
	behaviour(
		"tokens counted and nothing to see, and the second answer does not come in time",
		routes((_call, nth) => (nth === 1 ? said({ content: "" }, "length", counted) : silence)),
		degraded("empty_answer", "model_down"),
		{ target: { inferenceTimeoutMs: 1500 } },
	),
];

const units = [
	behaviour("one special token for ever", routes(said({ content: "<unk><unk><unk><unk><unk>" })), garbage),
	behaviour("one digit for ever", routes(said({ content: "00000" })), garbage),
	behaviour("one letter for ever, spaced", routes(said({ content: "a a a a a" })), garbage),
	behaviour("half a character for ever", routes(said({ content: "\ufffd\ufffd" })), garbage),
	behaviour(
		"one special token for ever, then sense",
		routes(inTurn(said({ content: "<|endoftext|><|endoftext|>" }), said({ content: "Hi! One, two" }))),
		ok({ chats: 2 }),
	),
	behaviour("laughter", routes(said({ content: "hahahahahaha" })), ok({ chats: 1, answer: "hahahahahaha" })),
	behaviour("humming", routes(said({ content: "Hmmmm" })), ok({ chats: 1 })),
];

const framings = [
	behaviour(
		"JSON, then the end of a stream",
		routes(text(`${whole}\n\ndata: [DONE]\n\n`, 200, typed)),
		ok({ chats: 1 }),
	),
	behaviour("JSON that calls itself a stream", routes(text(whole, 200, sse)), ok({ chats: 1 })),
	behaviour(
		"a stream that calls itself JSON",
		routes({ ...streamed({ content: "Hello" }, "stop"), headers: typed }),
		ok({ chats: 1, answer: "Hello" }),
	),
	behaviour(
		"lines of JSON",
		routes(
			text([chunk({ content: "Hel" }), chunk({ content: "lo" }, "stop")].map((one) => JSON.stringify(one)).join("\n")),
		),
		ok({ chats: 1, answer: "Hello" }),
	),
	behaviour(
		"an error in JSON, then the end of a stream",
		routes(text(`${JSON.stringify({ error: { message: "upstream died", code: 502 } })}\n\ndata: [DONE]\n\n`, 200, sse)),
		modelDown(["error_in_200", "gateway_error", "server_error"], { words: /upstream died/ }),
	),
	behaviour(
		"an error in JSON, after a comment of a stream",
		routes(text(`: PROCESSING\n\n${JSON.stringify({ error: { message: "upstream died" } })}\n`, 200, sse)),
		modelDown(["stream_error"], { words: /upstream died/ }),
	),
];

const streamOnly = [
	behaviour(
		"only streams: DashScope",
		onlyStreams("parameter.enable_thinking must be set to false for non-streaming calls"),
		ok({
			chats: 2,
			notes: ["request_adapted"],
			also: ({ result }) => {
				if (result.memory.variant?.stream !== true) throw new Error("not remembered");
			},
		}),
	),
	behaviour("only streams: in words", onlyStreams("This model only supports streaming output"), ok({ chats: 2 })),
	behaviour("only streams: remembered", onlyStreams("only support stream mode"), ok({ chats: 1 }), {
		memory: { variant: { tokensField: "max_tokens", maxTokens: 5, omit: [], stream: true } },
	}),
	behaviour(
		"only streams, and refused there too",
		onlyStreams("stream=False", json({}, 400)),
		modelDown("rejected_request"),
	),
	behaviour(
		"an expression in expect that comes to no end",
		routes(said({ content: `${"a".repeat(60)}!` })),
		degraded("expect_too_slow", null, { chats: 1, words: /expect/ }),
		{ target: { expect: "^(a+)+$", model: MODEL } },
	),
];

export const evidence = [...endings, ...places, ...units, ...framings, ...streamOnly];
