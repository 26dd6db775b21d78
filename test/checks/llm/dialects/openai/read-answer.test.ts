import { describe, expect, test } from "vitest";
import { readAnswer } from "../../../../../src/checks/llm/dialects/openai/read-answer.ts";

const read = (choice: object, more: object = {}) =>
	readAnswer(JSON.stringify({ object: "chat.completion", model: "m", choices: [choice], ...more }));
const says = (content: string | null) => ({ message: { role: "assistant", content } });
const counted = { usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 } };

describe("how a generation ended decides before what came of it:", () => {
	test.each([
		["a text", { ...says("Hello"), finish_reason: "stop" }, {}, "generated"],
		["half a text, broken off", { ...says("He"), finish_reason: "abort" }, counted, "broken_off"],
		["counted tokens, broken off", { ...says(""), finish_reason: "cancelled" }, counted, "broken_off"],
		["an engine's own object", { ...says("He"), finish_reason: { type: "abort" } }, counted, "broken_off"],
		["no finish reason, but a stop reason", { ...says("He"), stop_reason: "aborted" }, {}, "broken_off"],
		["a stop text that sounds bad", { ...says("He"), finish_reason: "stop", stop_reason: "abort" }, {}, "generated"],
		[
			"a provider's own word",
			{ ...says("He"), finish_reason: "stop", native_finish_reason: "abort" },
			{},
			"broken_off",
		],
		["a provider's filter", { ...says(""), finish_reason: "stop", native_finish_reason: "SAFETY" }, {}, "filtered"],
		["filtered", { ...says(null), finish_reason: "content_filter" }, {}, "filtered"],
		["filtered after some text", { ...says("As"), finish_reason: "content_filter" }, {}, "generated"],
		["filtered, and counted", { ...says(null), finish_reason: "content_filter" }, counted, "generated"],
		["the limit, and nothing to see", { ...says(""), finish_reason: "length" }, counted, "empty"],
		["an unknown word, and nothing", { ...says(""), finish_reason: "zonk" }, {}, "empty"],
		["an unknown word, and text", { ...says("Hi"), finish_reason: "zonk" }, {}, "generated"],
		["no reason at all, and text", says("Hi"), {}, "generated"],
		["an error in the message", { message: { content: null, error: "engine died" } }, {}, "error"],
		["an error in the choice", { ...says(""), error: { message: "no" } }, {}, "error"],
	] as const)("%s", (_name, choice, more, kind) => {
		expect(read(choice, more).kind).toBe(kind);
	});
});

describe("nothing to see is", () => {
	test.each(["", "\n\n\n", " \u00a0 ", "\u200b\u200b", "</s>", "<|im_end|>"])("%j", (content) => {
		expect(read({ ...says(content), finish_reason: "length" }, counted).kind).toBe("empty");
	});
});

test("a message may be its text, and Python's numbers that are none are forgiven", () => {
	expect(read({ message: "Hello", finish_reason: "stop" })).toMatchObject({ kind: "generated", text: "Hello" });
	const body = JSON.stringify({ choices: [says("Hello")], seed: "NaN" }).replace('"NaN"', "NaN");
	expect(readAnswer(body)).toMatchObject({ kind: "generated", text: "Hello" });
});

describe("an error in a 200:", () => {
	test.each([
		[{ error: { message: "no" } }, "error"],
		[{ error: "no" }, "error"],
		[{ base_resp: { status_code: 1008, status_msg: "insufficient balance" }, choices: null }, "error"],
		[{ base_resp: { status_code: 0, status_msg: "" }, choices: [says("Hi")] }, "generated"],
		[{ success: false, errors: [{ code: 7009 }] }, "error"],
		[{ success: true, errors: [], choices: [says("Hi")] }, "generated"],
		[{ code: 30011, message: "no balance", data: null }, "error"],
		[{ code: 0, message: "ok", choices: [says("Hi")] }, "generated"],
		[{ status: 400, title: "Bad Request" }, "error"],
		[{ status: "processing", message: "queued" }, "no_choices"],
		[{ detail: "no" }, "error"],
		[{ error: null, detail: null, choices: [says("Hi")] }, "generated"],
	])("%j: %s", (json, kind) => {
		expect(readAnswer(JSON.stringify(json)).kind).toBe(kind);
	});
});
