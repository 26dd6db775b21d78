import { describe, expect, test } from "vitest";
import { OPENAI } from "../../../src/checks/llm/dialects/openai/openai.ts";
import { readAnswer } from "../../../src/checks/llm/dialects/openai/read-answer.ts";
import { isStream } from "../../../src/checks/llm/sse.ts";
import { streamReader } from "../../../src/checks/llm/stream.ts";
import { chunk } from "../../support/behaviours/behaviour.ts";
import { completion } from "../../support/healthy.ts";

const lines = [chunk({ content: "gr" }), chunk({ content: "\u00fcn \u{1F642}" }), chunk({}, "stop")].map((one) =>
	JSON.stringify(one),
);
/** One answer in all the forms in which it comes as a stream. */
const streams = {
	"events, and the end": `${lines.map((line) => `data: ${line}\n\n`).join("")}data: [DONE]\n\n`,
	"without blanks": `${lines.map((line) => `data:${line}\r\n\r\n`).join("")}data:[DONE]\r\n\r\n`,
	"the word twice": lines.map((line) => `data: data: ${line}\n\n`).join(""),
	"lines of JSON": `${lines.join("\n")}\n`,
	"a comment, then lines of JSON": `: PROCESSING\n\n${lines.join("\n")}\ndata: [DONE]`,
	"an end in quotes": `${lines.map((line) => `data: ${line}\n\n`).join("")}data: "[DONE]"\n\n`,
	"named events": lines.map((line, nth) => `id: ${nth}\nevent: message\ndata: ${line}\n\n`).join(""),
};

describe("a stream as", () => {
	test.each(Object.entries(streams))("%s says the same, split at every byte", (_name, body) => {
		expect(isStream("text/plain", body)).toBe(true);
		const bytes = new TextEncoder().encode(body);
		for (let at = 0; at <= bytes.length; at += 1) {
			const reader = streamReader(OPENAI);
			reader.push(bytes.subarray(0, at), 1);
			reader.push(bytes.subarray(at), 2);
			const { generation, error } = reader.end();
			expect([error, generation.content, generation.ended?.word]).toEqual([null, "gr\u00fcn \u{1F642}", "stop"]);
		}
	});
});

const whole = JSON.stringify(completion());

describe("no stream, and read:", () => {
	test.each([
		["JSON", whole],
		["JSON in lines", JSON.stringify(completion(), null, 2)],
		["JSON with a byte order mark", `\ufeff${whole}`],
		["the end behind it", `${whole}\n\ndata: [DONE]\n\n`],
		["the end on the next line", `${whole}\n[DONE]`],
		["the end at once", `${whole}data: [DONE]`],
		["JSON in lines, and the end", `${JSON.stringify(completion(), null, 2)}\n\ndata: [DONE]\n`],
	])("%s", (_name, body) => {
		for (const type of ["application/json", "text/event-stream", undefined]) expect(isStream(type, body)).toBe(false);
		expect(readAnswer(body)).toMatchObject({ kind: "generated", text: "Hello! How can I" });
	});

	test("what is cut stays cut, and an error stays one", () => {
		expect(readAnswer(`${whole.slice(0, -9)}\n\ndata: [DONE]`).kind).toBe("truncated");
		expect(readAnswer('{"error":{"message":"no"}}\n\ndata: [DONE]').kind).toBe("error");
	});
});
