import { completion, MODEL } from "../healthy.ts";
import { events, json, silence, stream } from "../replies.ts";
import { behaviour, chunk, degraded, impatient, modelDown, ok, routes } from "./behaviour.ts";
import type { Seen } from "./run.ts";

const sse = { "content-type": "text/event-stream" };
const target = { stream: true };
const hasty = { ...impatient, stream: true };
const first = chunk({ role: "assistant", content: "Hel" });
const second = chunk({ content: "lo" });
const last = chunk({}, "length");
const usage = {
	id: "1",
	object: "chat.completion.chunk",
	created: 1,
	model: MODEL,
	choices: [],
	usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 },
};
const thought = { ...usage, usage: { ...usage.usage, completion_tokens_details: { reasoning_tokens: 5 } } };
const line = (data: object) => `data: ${JSON.stringify(data)}`;
const measured = ({ result, chats }: Seen) => {
	const { ttftMs = null, tokensPerSecond = null } = result.answer ?? {};
	if (ttftMs === null || ttftMs < 60 || ttftMs > 3000) throw new Error(`first token after ${ttftMs} ms`);
	if (tokensPerSecond === null || tokensPerSecond <= 0) throw new Error(`${tokensPerSecond} tokens a second`);
	if (JSON.stringify(chats[0]?.json).includes('"stream":true') !== true) throw new Error("did not ask for a stream");
};
/** The time of the answer, not that of the connection. */
const atOnce = ({ result: { inference } }: Seen) => {
	const ms = inference === "api_failed" ? null : inference.ms;
	if ((ms ?? 3000) >= 2000) throw new Error(`took ${ms} ms`);
};
const patient = { stream: true, inferenceTimeoutMs: 60_000 };
const utf8 = new TextEncoder().encode(`${line(chunk({ content: "grün 🙂" }, "length"))}\n\ndata: [DONE]\n\n`);
const bytewise = [...utf8].map((byte) => new Uint8Array([byte]));
const nothing = events([
	chunk({ role: "assistant", content: "" }),
	chunk({}, "stop"),
	{ ...usage, usage: { completion_tokens: 0 } },
	"[DONE]",
]);

export const streams = [
	behaviour(
		"a fine stream: time to the first token, tokens a second",
		routes(events([60, chunk({ role: "assistant", content: "" }), 60, first, 30, second, 30, last, usage, "[DONE]"])),
		ok({ chats: 1, answer: "Hello", also: measured }),
		{ target },
	),
	behaviour("a finish reason, and no [DONE]", routes(events([first, second, last])), ok({ answer: "Hello" }), {
		target,
	}),
	behaviour("[DONE], and no finish reason", routes(events([first, second, "[DONE]"])), modelDown("stream_cut"), {
		target,
	}),
	behaviour(
		"[DONE] and nothing else",
		routes(events(["[DONE]"])),
		modelDown(["stream_cut", "empty_answer", "no_choices"]),
		{ target },
	),
	behaviour(
		"vLLM: an error in the middle, then [DONE]",
		routes(
			events([first, { error: { message: "EngineDeadError", type: "InternalServerError", code: 500 } }, "[DONE]"]),
		),
		modelDown("stream_error", { words: /EngineDeadError/ }),
		{ target },
	),
	behaviour(
		"an error as the first event",
		routes(events([{ error: "model crashed" }, "[DONE]"])),
		modelDown(["stream_error", "server_error"], { words: /model crashed/ }),
		{ target },
	),
	behaviour(
		"an error after the finish reason: it had answered",
		routes(events([first, last, { error: { message: "late trouble", code: 500 } }])),
		modelDown("stream_error"),
		{ target },
	),
	behaviour(
		"it stalls after the first token",
		routes(events([first], "hold")),
		modelDown("stream_stalled", { words: /1|token/ }),
		{ target: hasty },
	),
	behaviour(
		"it stalls, but comments keep coming",
		routes(
			events(
				[
					first,
					30,
					": ping",
					30,
					": ping",
					30,
					": ping",
					30,
					": ping",
					30,
					": ping",
					30,
					": ping",
					30,
					": ping",
					30,
					": ping",
					30,
					": ping",
					30,
					": ping",
					30,
					": ping",
					30,
					": ping",
				],
				"hold",
			),
		),
		modelDown("stream_stalled"),
		{ target: hasty },
	),
	behaviour(
		"it stalls before the first token",
		routes(events([chunk({ role: "assistant", content: "" })], "hold")),
		modelDown(["stream_stalled", "timeout", "hung"]),
		{ target: hasty },
	),
	behaviour("not even a head", routes(silence), modelDown(["timeout", "hung"]), { target: hasty }),
	behaviour(
		"reset in the middle",
		routes(events([first, 10], "reset")),
		modelDown(["stream_cut", "connection_closed", "truncated_answer"]),
		{ target },
	),
	behaviour(
		"cut in the middle of an event",
		routes(stream([`${line(first)}\n\n${line(second).slice(0, 40)}`, 5], "cut", sse)),
		modelDown(["stream_cut", "truncated_answer"]),
		{ target },
	),
	behaviour(
		"role and usage only: nothing was generated",
		routes(nothing),
		{ status: "degraded", exitCode: 0, cause: "empty_answer", softAs: "model_down", chats: 2 },
		{ target },
	),
	behaviour(
		"it counts tokens and shows none: reasoning kept to itself",
		routes(events([chunk({ role: "assistant", content: "" }), last, thought, "[DONE]"])),
		ok(),
		{ target },
	),
	behaviour(
		"reasoning first",
		routes(events([chunk({ role: "assistant", content: null }), chunk({ reasoning: "Okay" }), last, "[DONE]"])),
		ok(),
		{ target },
	),
	behaviour(
		"a server that ignores `stream`",
		routes(json(completion())),
		ok({ chats: 1, answer: "Hello! How can I" }),
		{ target },
	),
	behaviour(
		"a server that streams unasked",
		routes(events([first, second, last, "[DONE]"])),
		ok({ chats: 1, answer: "Hello" }),
	),
	behaviour(
		"a server that streams unasked and breaks off",
		routes(events([first, "[DONE]"])),
		modelDown(["stream_cut", "truncated_answer", "stream_error"]),
	),
	behaviour(
		"CRLF, event names, ids, no space after the colon",
		routes(
			stream(
				[
					`event: message\r\nid: 1\r\ndata:${JSON.stringify(first)}\r\n\r\n`,
					"retry: 100\r\n\r\n",
					`event: message\r\ndata:${JSON.stringify(second)}\r\n\r\n`,
					`${line(last)}\r\n\r\ndata: [DONE]\r\n\r\n`,
				],
				"clean",
				sse,
			),
		),
		ok({ answer: "Hello" }),
		{ target },
	),
	behaviour(
		"one byte at a time, through the middle of a character",
		routes(stream(bytewise, "clean", sse)),
		ok({ answer: "grün 🙂" }),
		{ target },
	),
	behaviour(
		"all in one piece",
		routes(stream([`${[first, second, last].map(line).join("\n\n")}\n\ndata: [DONE]\n\n`], "clean", sse)),
		ok({ answer: "Hello" }),
		{ target },
	),
	behaviour(
		"rubbish between the events",
		routes(stream([`${line(first)}\n\n`, "data: {not json\n\n", "hello\n\n", `${line(last)}\n\n`], "clean", sse)),
		ok(),
		{ target },
	),
	behaviour(
		"it generates without end, whatever the budget",
		routes(events([first, second, 5, second, 5], "repeat")),
		modelDown(["timeout", "stream_stalled", "answer_too_large", "stream_cut", "hung"]),
		{ target: hasty },
	),
	behaviour(
		"`!!!!!` in a stream, whatever is asked",
		routes(events([chunk({ content: "!!" }), chunk({ content: "!!!" }, "length"), "[DONE]"])),
		modelDown("garbage_answer", { chats: 2 }),
		{ target },
	),
	behaviour(
		"a tool call in pieces",
		routes(
			events([
				chunk({
					role: "assistant",
					content: null,
					tool_calls: [{ index: 0, id: "c", function: { name: "f", arguments: "" } }],
				}),
				chunk({ tool_calls: [{ index: 0, function: { arguments: "{}" } }] }),
				chunk({}, "tool_calls"),
				"[DONE]",
			]),
		),
		ok(),
		{ target },
	),
	behaviour(
		"an unauthorized stream: plain JSON, 401",
		routes(json({ error: "Unauthorized" }, 401)),
		modelDown("unauthorized"),
		{ target },
	),
	behaviour(
		"SSE said to be JSON",
		routes({ ...events([first, last, "[DONE]"]), headers: { "content-type": "application/json" } }),
		ok(),
		{ target },
	),
	behaviour(
		"an unasked stream that begins with an error",
		routes(events([{ error: { message: "engine is gone", code: 500 } }, "[DONE]"])),
		modelDown(["stream_error", "server_error", "error_in_200"], { words: /engine is gone/ }),
	),
	behaviour(
		"one line without end",
		routes(stream(["data: ", "x".repeat(65_536), 1], "repeat", sse)),
		modelDown(["answer_too_large", "timeout", "stream_stalled"]),
		{ target },
	),
	behaviour(
		"JSON said to be a stream: an error keeps its meaning",
		routes({
			...json({ error: { message: "The request queue is full.", type: "overloaded", code: 503 } }),
			headers: sse,
		}),
		degraded("overloaded", "model_down"),
		{ target },
	),
	behaviour(
		"JSON said to be a stream: an answer is an answer",
		routes({ ...json(completion("Hello")), headers: sse }),
		ok({ answer: "Hello", chats: 1 }),
		{ target },
	),
	behaviour(
		"all is said, and the connection stays open",
		routes(events([first, second, last, "[DONE]"], "hold")),
		ok({ answer: "Hello", also: atOnce }),
		{ target: patient },
	),
	behaviour(
		"a finish reason, no [DONE], and the connection stays open",
		routes(events([first, second, last], "hold")),
		ok({ answer: "Hello", also: atOnce }),
		{ target: { ...patient, inferenceTimeoutMs: 3000 } },
	),
];
